package io.keelson.e2e.diff;

/** What the left server's answers said so far; revisions are drawn around these. */
final class StoreState {
  private long revision = 1;
  private long compactRevision = -1;

  long revision() {
    return revision;
  }

  /** −1 before the first compaction. */
  long compactRevision() {
    return compactRevision;
  }

  void sawRevision(long seen) {
    revision = Math.max(revision, seen);
  }

  void compacted(long atRevision) {
    compactRevision = atRevision;
  }

  /** Past, compacted, current, future, zero, negative. */
  long anyRevision(Draw draw) {
    return switch (draw.below(16)) {
      case 0 -> draw.oneOf(-1, -5, Long.MIN_VALUE);
      case 1 -> revision + draw.oneOf(1, 2, 1_000);
      case 2 -> Long.MAX_VALUE;
      case 3 -> compactRevision;
      case 4 -> compactRevision - 1;
      case 5 -> compactRevision + 1;
      case 6, 7 -> revision;
      case 8 -> draw.between(1, revision);
      default -> readableRevision(draw);
    };
  }

  long readableRevision(Draw draw) {
    return draw.between(Math.max(1, compactRevision), revision);
  }
}
