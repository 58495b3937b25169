package io.keelson.node.corruption;

import io.keelson.node.mvcc.KeyValueHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges whose data a member may take that has none it can trust: those of a majority of all
 * members, to which it does not belong itself.
 */
public final class QuorumRule {
  private QuorumRule() {}

  /**
   * A majority with the same data.
   *
   * @param members who belongs to it, in the order of the answers
   * @param hash what they have
   */
  public record Quorum(List<Long> members, KeyValueHash hash) {}

  /**
   * The newest revision that all who answered have come to, 0 if too few answered for a majority.
   *
   * @param peers answers of all other members about their current revision
   */
  public static long commonRevision(List<PeerHash> peers) {
    List<Long> revisions = new ArrayList<>();
    for (PeerHash peer : peers) {
      if (peer instanceof PeerHash.Hashed hashed) {
        revisions.add(hashed.revision());
      }
    }
    return revisions.size() < quorum(peers) ? 0 : revisions.stream().min(Long::compare).orElse(0L);
  }

  /**
   * The majority with the same hash, or null.
   *
   * @param peers answers of all other members about one revision
   */
  public static @Nullable Quorum find(List<PeerHash> peers) {
    TreeMap<KeyValueHash, List<Long>> members =
        new TreeMap<>(
            Comparator.comparingLong(KeyValueHash::hash)
                .thenComparingLong(KeyValueHash::compactRevision));
    for (PeerHash peer : peers) {
      if (peer instanceof PeerHash.Hashed hashed) {
        members.computeIfAbsent(hashed.hash(), _ -> new ArrayList<>()).add(hashed.member());
      }
    }
    return members.entrySet().stream()
        .filter(group -> group.getValue().size() >= quorum(peers))
        .map(group -> new Quorum(List.copyOf(group.getValue()), group.getKey()))
        .findFirst()
        .orElse(null);
  }

  private static int quorum(List<PeerHash> peers) {
    return (peers.size() + 1) / 2 + 1;
  }
}
