package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The leader is killed amid puts, several times: how long until a survivor answers a put that was
 * sent after the kill? Each time the killed member comes back and must end up with the same data.
 */
record LeaderKillCourse(Plan.Loading loading, Shape shape, Values values) implements ClusterCourse {
  static final String MEDIAN = "s without writes, median";
  private static final int KILLS = 5;
  private static final Duration OUTAGE_MAX = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 1;

  @Override
  public void run(ClusterOfServers cluster, Notes notes) throws IOException {
    cluster.start();
    List<Double> seconds = new ArrayList<>();
    for (int kill = 0; kill < Math.max(1, KILLS / loading.divisor()); kill++) {
      seconds.add(outageSeconds(cluster));
      cluster.start();
      cluster.checkEqual(cluster.leader().status().revision());
    }
    notes.add(MEDIAN, Better.LOWER, Figure.median(seconds));
    notes.add("s without writes, longest", Better.LOWER, Collections.max(seconds));
  }

  private double outageSeconds(ClusterOfServers cluster) throws IOException {
    ServerProcess leader = cluster.leader();
    Workload puts = shape.workload(0, values);
    try (Load load = new Load(leader.client(shape, loading), puts);
        PutProbe probe = new PutProbe(values)) {
      for (ServerProcess member : cluster.running()) {
        if (!member.equals(leader)) {
          probe.connect(member);
        }
      }
      load.start(shape.pace(loading.pace()));
      Load.sleep(loading.window().toMillis());
      LoadCount before = load.closeWindow();
      if (before.completed() == 0 || before.trouble().failures() > 0) {
        throw new IOException("puts before the kill: " + before.trouble().text());
      }
      long start = System.nanoTime();
      leader.kill();
      probe.start();
      load.abandon();
      while (!probe.isAnswered()) {
        if (System.nanoTime() - start > OUTAGE_MAX.toNanos()) {
          throw new IOException("no put was answered within " + OUTAGE_MAX);
        }
        Load.sleep(POLL_MILLIS);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
