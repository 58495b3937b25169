package io.keelson.node.corruption;

import io.keelson.node.mvcc.KeyValueHash;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges the hashes that members keep of one compaction. All members compact at the same revision,
 * so these are hashes of the same history, whatever each is doing now.
 */
public final class CompactionHashRule {
  private CompactionHashRule() {}

  /** What the hashes say. */
  public sealed interface Verdict {}

  /**
   * Nobody differs.
   *
   * @param checked other members that have the same hash
   * @param asked other members altogether
   */
  public record Agreed(int checked, int asked) implements Verdict {
    /** Whether every member was heard. */
    public boolean isComplete() {
      return checked == asked;
    }
  }

  /**
   * Somebody's data are wrong.
   *
   * @param hasMajority whether a majority of all members has the same hash, so that the others are
   *     the wrong ones
   * @param accused whom to raise the alarm for; the member 0, which stands for all, if nobody knows
   * @param byHash the members that are not in the majority, by hash
   */
  public record Differing(
      boolean hasMajority, List<Long> accused, SortedMap<Long, List<Long>> byHash)
      implements Verdict {}

  /** Judges the leader's hash and the answers of all other members. */
  public static Verdict judge(long leader, KeyValueHash ours, List<PeerHash> peers) {
    HashGroups groups = HashGroups.of(leader, ours, peers);
    if (groups.isUnanimous()) {
      long checked = peers.stream().filter(peer -> skipReason(ours, peer) == null).count();
      return new Agreed((int) checked, peers.size());
    }
    @Nullable Long majority = groups.majority();
    SortedMap<Long, List<Long>> rest = groups.without(majority);
    List<Long> accused =
        majority == null
            ? List.of(0L)
            : rest.values().stream().flatMap(List::stream).sorted(Long::compareUnsigned).toList();
    return new Differing(majority != null, accused, rest);
  }

  /** Why an answer counts for nothing, or null if it counts. */
  public static @Nullable String skipReason(KeyValueHash ours, PeerHash peer) {
    if (!(peer instanceof PeerHash.Hashed hashed)) {
      return "no response";
    }
    return HashGroups.isComparable(ours, peer)
        ? null
        : "the peer's CompactRevision %d doesn't match leader's CompactRevision %d"
            .formatted(hashed.hash().compactRevision(), ours.compactRevision());
  }
}
