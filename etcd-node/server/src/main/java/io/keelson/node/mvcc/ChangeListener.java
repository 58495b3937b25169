package io.keelson.node.mvcc;

/** Hears of every change after it is published. Called on the apply thread; must not block. */
public interface ChangeListener {
  /** Whether anybody wants to hear of changes now; asked before they are collected. */
  boolean isListening();

  /** Changes were published: a {@link MvccStore#view} taken now has them. */
  void changed(ChangeBlock block);

  /** Nobody listens. */
  ChangeListener NONE =
      new ChangeListener() {
        @Override
        public boolean isListening() {
          return false;
        }

        @Override
        public void changed(ChangeBlock block) {}
      };
}
