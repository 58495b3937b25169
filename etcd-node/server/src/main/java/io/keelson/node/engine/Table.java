package io.keelson.node.engine;

/** The tables of the store. Those after the first two share one column family. */
public enum Table {
  /** User key → newest live version of the key. */
  CURRENT(0, -1),
  /** Revision → what changed at it. */
  HISTORY(1, -1),
  /** Names of single values: applied index, compaction marks, membership. */
  META(2, 'm'),
  /** User key → tombstone that is not compacted yet. */
  DELETED(2, 'd'),
  /** First key of a bucket → number of live keys in it. */
  COUNT(2, 'c'),
  /** Member id → description. */
  MEMBER(2, 'n'),
  /**
   * Lease id, big-endian → encoded {@code leasepb.Lease}, as in upstream's bucket {@code lease}.
   */
  LEASE(2, 'l'),
  /** Lease id, big-endian, then user key → nothing; the keys attached to a lease. */
  LEASE_KEY(2, 'k'),
  /** Encoded {@code AlarmMember} → nothing, as in upstream's bucket {@code alarm}. */
  ALARM(2, 'a'),
  /** Id of a removed member → nothing more than upstream keeps; such an id never comes back. */
  REMOVED_MEMBER(2, 'r');

  private final int family;
  private final int prefix;

  Table(int family, int prefix) {
    this.family = family;
    this.prefix = prefix;
  }

  int family() {
    return family;
  }

  /** Byte before every key in a shared family, −1 if the family is not shared. */
  int prefix() {
    return prefix;
  }
}
