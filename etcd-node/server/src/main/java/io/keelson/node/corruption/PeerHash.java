package io.keelson.node.corruption;

import io.keelson.node.mvcc.KeyValueHash;

/** What another member says when it is asked for the hash of its history up to a revision. */
public sealed interface PeerHash {
  /** Who was asked. */
  long member();

  /**
   * It has one.
   *
   * @param revision its current revision
   * @param hash over its history; one asked for revision 0 ends at its current one
   */
  record Hashed(long member, long revision, KeyValueHash hash) implements PeerHash {}

  /** It cannot tell. */
  record Refused(long member, Reason reason) implements PeerHash {}

  /** It gave no answer, or none that can be read. */
  record Silent(long member, String error) implements PeerHash {}

  /** Why a member cannot tell. */
  enum Reason {
    /** It has given up the history before that revision. */
    COMPACTED,
    /** It has not come to that revision. */
    FUTURE_REVISION,
    /** It belongs to another cluster. */
    OTHER_CLUSTER
  }
}
