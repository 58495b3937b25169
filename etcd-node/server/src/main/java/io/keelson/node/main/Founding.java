package io.keelson.node.main;

import io.keelson.node.members.Member;
import java.util.Comparator;
import java.util.List;

/**
 * How a member without data begins.
 *
 * @param clusterId its cluster
 * @param self the member
 * @param founders who found the cluster together, ascending ids, this member among them; empty if
 *     the cluster exists already, and tells its members through the log
 * @param others the members that are known besides this one
 */
record Founding(long clusterId, Member self, List<Member> founders, List<Member> others) {
  /** Sorts the founders. */
  Founding {
    founders =
        founders.stream().sorted(Comparator.comparing(Member::id, Long::compareUnsigned)).toList();
    others = List.copyOf(others);
  }

  /** A cluster of one. */
  static Founding alone(long clusterId, Member self) {
    return new Founding(clusterId, self, List.of(self), List.of());
  }
}
