package io.keelson.operator.status;

import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.PodFacts;
import io.keelson.operator.plan.Quorum;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the loss of a node or of a zone would leave, from where the members really are.
 *
 * @param survivesNode a quorum stays whatever node is lost
 * @param survivesZone a quorum stays whatever zone is lost; null when zones are not known
 * @param worst the domain whose loss costs most, in words
 */
record Domains(boolean survivesNode, @Nullable Boolean survivesZone, String worst) {
  static Domains of(Observation seen, Map<String, String> zones) {
    Map<String, Integer> nodes = new TreeMap<>();
    Map<String, Integer> inZone = new TreeMap<>();
    int healthy = 0;
    for (MemberFacts member : seen.members()) {
      String node = member.pod().map(PodFacts::node).orElse("");
      boolean voter =
          seen.roll().entries().stream()
              .anyMatch(entry -> entry.memberId() == member.memberId() && !entry.learner());
      if (!voter || member.healthySince().isEmpty() || node.isEmpty()) {
        continue;
      }
      healthy++;
      nodes.merge(node, 1, Integer::sum);
      String zone = zones.get(node);
      if (zone != null) {
        inZone.merge(zone, 1, Integer::sum);
      }
    }
    int voters = (int) seen.roll().entries().stream().filter(entry -> !entry.learner()).count();
    boolean node = survives(nodes, healthy, voters);
    Boolean zone = inZone.isEmpty() ? null : Boolean.valueOf(survives(inZone, healthy, voters));
    String worst = inZone.isEmpty() ? worst("node", nodes) : worst("zone", inZone);
    return new Domains(node, zone, worst);
  }

  private static boolean survives(Map<String, Integer> domains, int healthy, int voters) {
    int largest = domains.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return voters > 0 && healthy - largest >= Quorum.of(voters);
  }

  private static String worst(String kind, Map<String, Integer> domains) {
    return domains.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(e -> "%s %s, voters: %d".formatted(kind, e.getKey(), e.getValue()))
        .orElse("");
  }
}
