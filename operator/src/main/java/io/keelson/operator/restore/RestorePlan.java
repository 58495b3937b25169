package io.keelson.operator.restore;

import io.keelson.operator.api.EtcdRestoreStatus;
import java.time.Duration;
import java.util.List;

/**
 * What is to be done for a restore now.
 *
 * @param status to be written before anything is done
 * @param next when to look again
 */
public record RestorePlan(EtcdRestoreStatus status, List<RestoreStep> steps, Duration next) {
  public RestorePlan {
    steps = List.copyOf(steps);
  }
}
