package io.keelson.e2e.cluster;

import io.keelson.e2e.process.EtcdProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a cluster is started from.
 *
 * @param programs one per member, asked for a new description at each use
 * @param flags for all members, beyond the usual ones
 */
public record ClusterLayout(List<Supplier<EtcdProcess.Spec>> programs, Map<String, String> flags) {
  private static final int STARTS = 3;

  /** What a test does with a cluster. */
  @FunctionalInterface
  public interface Task {
    void run(ClusterProcesses cluster) throws Exception;
  }

  public static ClusterLayout of(List<Supplier<EtcdProcess.Spec>> programs) {
    return new ClusterLayout(programs, Map.of());
  }

  public static ClusterLayout of(int members, Supplier<EtcdProcess.Spec> program) {
    return of(Collections.nCopies(members, program));
  }

  public ClusterLayout flag(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(flags);
    all.put(name, value);
    return new ClusterLayout(programs, all);
  }

  /** Starts all members at once, runs the task when all serve, keeps the logs if it fails. */
  public void run(Task task) throws Exception {
    try (ClusterProcesses cluster = start()) {
      try {
        task.run(cluster);
      } catch (Throwable e) {
        e.addSuppressed(new IllegalStateException("the members' logs: " + cluster.keepLogs()));
        throw e;
      }
    }
  }

  /** Once more with other ports when somebody else took one between choice and use. */
  private ClusterProcesses start() {
    List<RuntimeException> failures = new ArrayList<>();
    while (true) {
      var cluster = new ClusterProcesses(this);
      try {
        cluster.start();
        return cluster;
      } catch (RuntimeException e) {
        boolean isRetried = cluster.lostPort() && failures.size() + 1 < STARTS;
        if (!isRetried) {
          e.addSuppressed(new IllegalStateException("the members' logs: " + cluster.keepLogs()));
        }
        cluster.close();
        failures.add(e);
        if (!isRetried) {
          throw e;
        }
      }
    }
  }
}
