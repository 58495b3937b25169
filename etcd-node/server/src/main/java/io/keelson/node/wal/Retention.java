package io.keelson.node.wal;

/**
 * How much of what is applied already is kept when a log is read: members that lag may ask for it.
 *
 * @param appliedIndex entries up to here may be left out
 * @param entriesMax how many of these are kept at most
 * @param bytesMax bytes of these, at most; counted as Raft counts them
 */
public record Retention(long appliedIndex, int entriesMax, long bytesMax) {
  /** Nothing is left out. */
  public static final Retention ALL = new Retention(0, Integer.MAX_VALUE, Long.MAX_VALUE);
}
