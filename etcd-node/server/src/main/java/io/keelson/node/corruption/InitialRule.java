package io.keelson.node.corruption;

import io.keelson.node.mvcc.KeyValueHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges whether a member that starts may serve, from the others' hashes at its own revision. */
public final class InitialRule {
  private InitialRule() {}

  /** May it? */
  public enum Outcome {
    /** Nobody contradicts it, or a majority of all members has its hash. */
    PASSED,
    /** A majority of all members has one hash and this member another: its data are wrong. */
    OUTVOTED,
    /** Somebody contradicts it, and nobody can tell who is right. */
    UNDECIDED
  }

  /** Judges. Members that are behind, ahead or silent, or compacted differently, do not count. */
  public static Outcome judge(long self, KeyValueHash ours, List<PeerHash> peers) {
    HashGroups groups = HashGroups.of(self, ours, peers);
    if (groups.isUnanimous()) {
      return Outcome.PASSED;
    }
    @Nullable Long majority = groups.majority();
    if (majority == null) {
      return Outcome.UNDECIDED;
    }
    return majority == ours.hash() ? Outcome.PASSED : Outcome.OUTVOTED;
  }
}
