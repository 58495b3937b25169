package io.keelson.node.corruption;

import io.keelson.node.mvcc.KeyValueHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what members say of their present data. The leader hashes its own twice, before it asks
 * and after it has confirmed that it leads, so that nobody can rightly be ahead of the second.
 */
public final class PeriodicRule {
  private PeriodicRule() {}

  /**
   * What the leader knows.
   *
   * @param before its hash at the revision that it asked the others for
   * @param after its hash at its current revision afterwards
   */
  public record Own(long leader, KeyValueHash before, KeyValueHash after) {}

  /** What can be wrong. */
  public enum Kind {
    /** The leader's own hash changed though its revision did not. */
    OWN_HASH_CHANGED,
    /** A member has a revision that the leader has not. */
    REVISION_AHEAD,
    /** A member has compacted what the leader has not. */
    COMPACT_REVISION_AHEAD,
    /** A member has another hash at the same revision and compact revision. */
    HASH_DIFFERS
  }

  /**
   * Something wrong.
   *
   * @param accused whom to raise the alarm for
   * @param answer what shows it; null for the leader's own hash
   */
  public record Finding(Kind kind, long accused, PeerHash.@Nullable Hashed answer) {}

  /**
   * Judges. Between a leader and a member whose hashes differ the leader is believed, unless a
   * majority of all members has one hash and the leader another.
   */
  public static List<Finding> judge(Own own, List<PeerHash> peers) {
    KeyValueHash before = own.before();
    KeyValueHash after = own.after();
    List<Finding> findings = new ArrayList<>();
    boolean isSameHistory =
        before.revision() == after.revision()
            && before.compactRevision() == after.compactRevision();
    if (isSameHistory && before.hash() != after.hash()) {
      findings.add(new Finding(Kind.OWN_HASH_CHANGED, own.leader(), null));
    }
    @Nullable Long majority = HashGroups.of(own.leader(), before, peers).majority();
    for (PeerHash peer : peers) {
      if (peer instanceof PeerHash.Hashed hashed) {
        judge(own, hashed, majority, findings);
      }
    }
    return List.copyOf(findings);
  }

  private static void judge(
      Own own, PeerHash.Hashed peer, @Nullable Long majority, List<Finding> findings) {
    if (peer.revision() > own.after().revision()) {
      findings.add(new Finding(Kind.REVISION_AHEAD, peer.member(), peer));
    }
    if (peer.hash().compactRevision() > own.after().compactRevision()) {
      findings.add(new Finding(Kind.COMPACT_REVISION_AHEAD, peer.member(), peer));
    }
    boolean differs =
        HashGroups.isComparable(own.before(), peer) && peer.hash().hash() != own.before().hash();
    if (differs) {
      boolean isPeerRight = majority != null && majority == peer.hash().hash();
      long accused = isPeerRight ? own.leader() : peer.member();
      findings.add(new Finding(Kind.HASH_DIFFERS, accused, peer));
    }
  }
}
