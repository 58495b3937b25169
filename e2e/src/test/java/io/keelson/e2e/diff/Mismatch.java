package io.keelson.e2e.diff;

/** Two different answers to one request. */
record Mismatch(Options options, int number, Op op, String what, String left, String right) {
  @Override
  public String toString() {
    return """
    MISMATCH at operation %d of seed %d: %s
    repeat: %s
    request: %s
    ---- left answered
    %s
    ---- right answered
    %s
    """
        .formatted(number, options.seed(), what, options.command(), op.describe(), left, right);
  }
}
