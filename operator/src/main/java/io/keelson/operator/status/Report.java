package io.keelson.operator.status;

import io.keelson.operator.api.CertificateStatus;
import io.keelson.operator.api.EffectiveStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the status of a cluster is made from.
 *
 * @param cluster the cluster with its previous status
 * @param observation what was seen
 * @param standing what follows from it
 * @param plan what was decided
 * @param failures what went wrong in this pass, the most important first
 * @param certificates certificates in use, and what is wrong with them
 * @param zones by name of a node, the zone it is in; empty when nodes may not be read
 * @param effective derived values
 * @param clientUrls where clients find the cluster
 * @param order the restore that the cluster is asked for next
 * @param selector labels of the members' pods, as {@code a=b,c=d}
 */
public record Report(
    EtcdCluster cluster,
    Observation observation,
    Standing standing,
    Plan plan,
    List<Failure> failures,
    Certificates certificates,
    Map<String, String> zones,
    EffectiveStatus effective,
    List<String> clientUrls,
    Optional<RestoreOrder> order,
    String selector) {
  public Report {
    failures = List.copyOf(failures);
    zones = Map.copyOf(zones);
    clientUrls = List.copyOf(clientUrls);
  }

  /**
   * Something went wrong.
   *
   * @param reason one word for machines, such as {@code Forbidden}
   * @param message what a person can do about it
   */
  public record Failure(String reason, String message) {}

  /**
   * Certificates.
   *
   * @param used TLS is on
   * @param list those in use
   * @param reason empty when all is well; else one word, such as {@code Expiring}
   * @param message what is wrong
   */
  public record Certificates(
      boolean used, List<CertificateStatus> list, String reason, String message) {
    public Certificates {
      list = List.copyOf(list);
    }

    /** Plaintext. */
    public static Certificates none() {
      return new Certificates(false, List.of(), "", "");
    }
  }
}
