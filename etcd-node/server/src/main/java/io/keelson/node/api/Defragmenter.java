package io.keelson.node.api;

import org.jspecify.annotations.Nullable;

/** Gives the space of deleted rows back. Any thread; returns at once. */
@FunctionalInterface
public interface Defragmenter {
  /** Starts, or joins a run that has not begun. */
  void defragment(Done done);

  /** Hears how it went. */
  @FunctionalInterface
  interface Done {
    /** Called once, from any thread, with the reason if it failed. */
    void done(@Nullable String failure);
  }
}
