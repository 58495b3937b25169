package io.keelson.node.corruption;

import io.keelson.node.mvcc.KeyValueHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Members by the hash that they have, all computed with the same compact revision. */
final class HashGroups {
  private final TreeMap<Long, List<Long>> membersByHash = new TreeMap<>();
  private final int quorum;

  /** No hash yet in a cluster of so many members. */
  HashGroups(int members) {
    quorum = members / 2 + 1;
  }

  /** Our own hash and those of the members that can be compared with it. */
  static HashGroups of(long self, KeyValueHash ours, List<PeerHash> peers) {
    HashGroups groups = new HashGroups(peers.size() + 1);
    groups.add(self, ours.hash());
    for (PeerHash peer : peers) {
      if (isComparable(ours, peer) && peer instanceof PeerHash.Hashed hashed) {
        groups.add(hashed.member(), hashed.hash().hash());
      }
    }
    return groups;
  }

  /** Hashes say something only if the same history was given up. */
  static boolean isComparable(KeyValueHash ours, PeerHash peer) {
    return peer instanceof PeerHash.Hashed hashed
        && hashed.hash().compactRevision() == ours.compactRevision();
  }

  void add(long member, long hash) {
    membersByHash.computeIfAbsent(hash, _ -> new ArrayList<>()).add(member);
  }

  /** Whether all have the same. */
  boolean isUnanimous() {
    return membersByHash.size() == 1;
  }

  /** The hash that a majority of all members has, silent ones included; null if there is none. */
  @Nullable Long majority() {
    for (Map.Entry<Long, List<Long>> group : membersByHash.entrySet()) {
      if (group.getValue().size() >= quorum) {
        return group.getKey();
      }
    }
    return null;
  }

  /** Members by hash, without those that have a certain one. */
  SortedMap<Long, List<Long>> without(@Nullable Long hash) {
    TreeMap<Long, List<Long>> rest = new TreeMap<>(membersByHash);
    if (hash != null) {
      rest.remove(hash);
    }
    return rest;
  }
}
