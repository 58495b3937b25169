package io.keelson.node.watch;

import io.keelson.bytes.Bytes;

/** What a client asks on its watch stream. */
public sealed interface WatchRequest {
  /**
   * Starts a watcher.
   *
   * @param key first key; empty for the first there is
   * @param rangeEnd end as in a range request
   * @param startRevision first revision to hear of, 0 for the next
   * @param isProgressWanted whether the watcher wants to hear now and then that nothing happened
   * @param isPutLeftOut whether puts are not of interest
   * @param isDeleteLeftOut whether deletions are not of interest
   * @param isPrevKvWanted whether each event carries what it took the place of
   * @param watchId id that the client chose, 0 for none
   * @param isFragmentable whether the events of one revision may come in several responses
   */
  record Create(
      Bytes key,
      Bytes rangeEnd,
      long startRevision,
      boolean isProgressWanted,
      boolean isPutLeftOut,
      boolean isDeleteLeftOut,
      boolean isPrevKvWanted,
      long watchId,
      boolean isFragmentable)
      implements WatchRequest {}

  /** Ends a watcher. */
  record Cancel(long watchId) implements WatchRequest {}

  /** Asks up to which revision all watchers of the stream have heard everything. */
  record Progress() implements WatchRequest {}

  /** A request of no kind; upstream passes over it. */
  record Nothing() implements WatchRequest {}
}
