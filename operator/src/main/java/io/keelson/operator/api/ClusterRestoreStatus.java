package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last restore of a cluster: what was ordered, and how far it is. The operator goes on from
 * here, so the next stage is written before anything is done for it.
 *
 * @param incarnation the number of the identity that the cluster gets
 * @param previous the identity of before
 * @param survivor the member that goes on alone
 * @param lastKnownRevision the highest revision of before that was seen
 * @param unavailableSince since when clients are locked out, or got no answer
 * @param availableSince when they were let in again
 * @param quarantine claims of volumes that are kept
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterRestoreStatus(
    @Required RestoreOrder order,
    @Nullable RestoreStage stage,
    @Nullable @Size(max = 40) String startTime,
    @Nullable @Size(max = 40) String stageTime,
    @Nullable @Size(max = 64) String reason,
    @Nullable @Size(max = 1024) String message,
    @Nullable Integer incarnation,
    @Nullable ClusterIdentity previous,
    @Nullable @Size(max = 63) String survivor,
    @Nullable LossBound lossBound,
    @Nullable @Size(max = 20) String lastKnownRevision,
    @Nullable @Size(max = 40) String unavailableSince,
    @Nullable @Size(max = 40) String availableSince,
    @Nullable RestoreResult result,
    @Size(max = 16) List<String> quarantine) {
  /** Puts the schema's default wherever nothing is given. */
  public ClusterRestoreStatus {
    order =
        Given.or(
            order,
            new RestoreOrder(
                "", null, RestoreKind.NEW, null, null, "Auto", true, false, false, "1h", "168h"));
    quarantine = Given.list(quarantine);
  }

  /** Whether clients are kept out, as the data is being replaced. */
  public boolean locksClientsOut() {
    if (order.kind() == RestoreKind.NEW || stage == null) {
      return false;
    }
    return switch (stage) {
      case FENCING, SEEDING, GROWING, ROLLING_BACK, FAILED -> true;
      case ORDERED, DONE, ROLLED_BACK, REFUSED -> false;
    };
  }
}
