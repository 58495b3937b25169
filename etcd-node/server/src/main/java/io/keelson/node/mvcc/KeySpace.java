package io.keelson.node.mvcc;

/** The live keys at some revision. One thread. */
interface KeySpace {
  /** Takes one key's newest version; returns false to end the walk. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes an encoded {@code mvccpb.KeyValue}.
     *
     * @param array valid during the call only
     */
    boolean visit(byte[] array, int offset, int length);
  }

  /** Walks the live keys of a range in ascending order. */
  void walk(KeyRange range, Visitor visitor);

  /** Exact number of live keys in a range. */
  long count(KeyRange range);
}
