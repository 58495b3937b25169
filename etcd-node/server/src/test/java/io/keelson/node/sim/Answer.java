package io.keelson.node.sim;

import java.util.List;

/**
 * What a client was answered.
 *
 * @param revision revision of the header, 0 if there is none to speak of
 * @param text the rest in the form that {@link StoreModel} gives it
 * @param seen key-values in it
 */
record Answer(long revision, String text, List<KeyState> seen) {
  Answer {
    seen = List.copyOf(seen);
  }

  /** Without key-values. */
  static Answer of(long revision, String text) {
    return new Answer(revision, text, List.of());
  }
}
