package io.keelson.operator.plan;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One picture of one cluster: what is asked, what Kubernetes has, what the members said.
 *
 * @param now when the picture was taken
 * @param goal what the user asks for
 * @param namePrefix what the names of members begin with, before the slot
 * @param clusterId identity of the cluster once known, 0 before; kept in the cluster's status
 * @param seeds names of the members the cluster is founded with: those that the first record tells,
 *     before it as many as are asked for
 * @param members in order of slots
 * @param claims all claims of the cluster, also of former members
 * @param roll the cluster's own list of members
 * @param slots what is remembered of slots; kept in the cluster's status
 * @param restore a restore that is ordered or under way
 * @param backups its backups
 */
public record Observation(
    Instant now,
    Goal goal,
    String namePrefix,
    long clusterId,
    List<String> seeds,
    List<MemberFacts> members,
    List<ClaimFacts> claims,
    Roll roll,
    List<SlotFacts> slots,
    Backups backups,
    Optional<RestoreFacts> restore) {
  public Observation {
    seeds = List.copyOf(seeds);
    members = members.stream().sorted(Comparator.comparingInt(MemberFacts::slot)).toList();
    claims = List.copyOf(claims);
    slots = List.copyOf(slots);
  }

  /** A picture of a cluster that nobody backs up. */
  public Observation(
      Instant now,
      Goal goal,
      String namePrefix,
      long clusterId,
      List<String> seeds,
      List<MemberFacts> members,
      List<ClaimFacts> claims,
      Roll roll) {
    this(
        now,
        goal,
        namePrefix,
        clusterId,
        seeds,
        members,
        claims,
        roll,
        List.of(),
        Backups.none(),
        Optional.empty());
  }

  /** The name of the member in a slot. */
  public String nameOf(int slot) {
    return namePrefix + "-" + slot;
  }
}
