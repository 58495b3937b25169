package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All members started at once, first on empty directories, then again after all were killed: how
 * long until one of them answers a put?
 */
record StartCourse(Values values) implements ClusterCourse {
  static final String FIRST = "s to the first put";
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 2;

  @Override
  public void run(ClusterOfServers cluster, Notes notes) throws IOException {
    notes.add(FIRST, Better.LOWER, secondsToPut(cluster));
    cluster.leader();
    cluster.kill();
    notes.add(FIRST + ", again", Better.LOWER, secondsToPut(cluster));
  }

  private double secondsToPut(ClusterOfServers cluster) throws IOException {
    long start = System.nanoTime();
    cluster.spawn();
    try (PutProbe probe = new PutProbe(values)) {
      List<ServerProcess> silent = new ArrayList<>(cluster.members());
      while (!probe.isAnswered()) {
        for (ServerProcess member : List.copyOf(silent)) {
          member.checkAlive();
          if (member.isListening()) { // only then, so that no channel's back-off counts
            silent.remove(member);
            probe.startAt(member);
          }
        }
        if (System.nanoTime() - start > START_MAX.toNanos()) {
          throw new IOException("no put was answered within " + START_MAX);
        }
        Load.sleep(POLL_MILLIS);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
