package io.keelson.node.command;

import io.keelson.bytes.Bytes;

/**
 * A read of one key or a range, with the meaning of {@code etcdserverpb.RangeRequest}.
 *
 * @param key first or only key
 * @param rangeEnd empty for one key; one zero byte for all keys from {@code key} on; else exclusive
 * @param limit most keys to return, 0 or less for all
 * @param revision revision to read at, 0 or less for the current one
 * @param sortOrder number: 0 none, 1 ascending, 2 descending
 * @param sortTarget number: 0 key, 1 version, 2 create, 3 mod, 4 value
 * @param isSerializable whether this member's own state is good enough
 * @param isKeysOnly whether values are left out
 * @param isCountOnly whether only the number of keys is wanted
 * @param filter bounds on revisions
 */
public record RangeRequest(
    Bytes key,
    Bytes rangeEnd,
    long limit,
    long revision,
    int sortOrder,
    int sortTarget,
    boolean isSerializable,
    boolean isKeysOnly,
    boolean isCountOnly,
    RevisionFilter filter) {
  /** Sort orders. */
  public static final int NONE = 0;

  /** Ascending. */
  public static final int ASCEND = 1;

  /** Descending. */
  public static final int DESCEND = 2;

  /** Sort targets. */
  public static final int BY_KEY = 0;

  /** By version. */
  public static final int BY_VERSION = 1;

  /** By create revision. */
  public static final int BY_CREATE = 2;

  /** By modification revision. */
  public static final int BY_MOD = 3;

  /** By value. */
  public static final int BY_VALUE = 4;

  /** Inclusive bounds on a key's revisions; 0 means no bound. */
  public record RevisionFilter(long minMod, long maxMod, long minCreate, long maxCreate) {
    /** No bounds. */
    public static final RevisionFilter NONE = new RevisionFilter(0, 0, 0, 0);

    /** Whether any bound is set. */
    public boolean isSet() {
      return minMod != 0 || maxMod != 0 || minCreate != 0 || maxCreate != 0;
    }

    /** Whether a key with these revisions passes. */
    public boolean accepts(long mod, long create) {
      return (maxMod == 0 || mod <= maxMod)
          && (minMod == 0 || mod >= minMod)
          && (maxCreate == 0 || create <= maxCreate)
          && (minCreate == 0 || create >= minCreate);
    }
  }

  /** Whether results come in the order in which keys are stored. */
  public boolean isInKeyOrder() {
    return sortOrder == NONE || (sortTarget == BY_KEY && sortOrder == ASCEND);
  }
}
