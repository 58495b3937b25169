package io.keelson.operator.restore;

import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is seen of a restore, of one namespace.
 *
 * @param restore with its previous status
 * @param cluster the one it names, if it is there
 * @param others all restores of the namespace
 * @param backups all backups of the namespace
 * @param rehearsals jobs that try the backup
 * @param now when all this was seen
 */
public record RestoreSeen(
    EtcdRestore restore,
    Optional<EtcdCluster> cluster,
    List<EtcdRestore> others,
    List<EtcdBackup> backups,
    List<Rehearsal> rehearsals,
    Instant now) {
  public RestoreSeen {
    others = List.copyOf(others);
    backups = List.copyOf(backups);
    rehearsals = List.copyOf(rehearsals);
  }

  /**
   * A job that tries the backup.
   *
   * @param attempt counts them, from 1
   * @param state whether it works
   * @param forGood another try would not help
   * @param message why it failed
   * @param restoreSeconds how long the trial took, where it told
   * @param keys how many keys it found, where it told
   */
  public record Rehearsal(
      String name,
      int attempt,
      State state,
      boolean forGood,
      String message,
      Optional<Double> restoreSeconds,
      Optional<Long> keys) {

    /** Whether a job works. */
    public enum State {
      RUNNING,
      DONE,
      FAILED
    }
  }
}
