package io.keelson.node.compactor;

import java.time.Duration;
import java.util.OptionalLong;

/** Keeps a number of revisions; looks every five minutes. */
public final class RevisionCompactor implements Compactor {
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final long retention;
  private long lastRevision;

  /** Keeps so many revisions before the current one. */
  public RevisionCompactor(long retention) {
    this.retention = retention;
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void sample(long revision) {
    // Only the revision at the end of a wait counts.
  }

  @Override
  public OptionalLong due(long nowNanos, long revision) {
    long oldest = revision - retention;
    return oldest <= 0 || oldest == lastRevision ? OptionalLong.empty() : OptionalLong.of(oldest);
  }

  @Override
  public void compacted(long nowNanos, long revision) {
    lastRevision = revision;
  }
}
