package io.keelson.node.main;

import io.keelson.node.command.Refusal;
import io.keelson.node.mvcc.KeyValueHash;
import java.util.List;

/** Hashes of this member's own history. Any thread; may take minutes. */
interface HashSource {
  /** Hash up to a revision, 0 for the current one. */
  Answer at(long revision);

  /** Those that were kept of compactions, newest first. */
  List<KeyValueHash> ofCompactions();

  /** A hash, or why there is none. */
  sealed interface Answer {}

  /**
   * A hash.
   *
   * @param revision the store's current revision
   */
  record Hashed(KeyValueHash hash, long revision) implements Answer {}

  /** The revision is compacted, or not reached yet. */
  record Refused(Refusal refusal) implements Answer {}
}
