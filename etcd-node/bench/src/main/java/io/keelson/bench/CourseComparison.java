package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.util.List;

/** Shapes that are a course of events: a restart, memory after loading, a compaction. */
final class CourseComparison {
  private static final String READY = "s to the first read";
  static final String RESIDENT = "RSS MB";

  private final Plan plan;
  private final Shape shape;
  private final Values values;
  private final Notes ours;
  private final Notes theirs;

  CourseComparison(Plan plan, Shape shape, Values values) {
    this.plan = plan;
    this.shape = shape;
    this.values = values;
    this.ours = new Notes(shape.title, plan.ours().label());
    this.theirs = new Notes(shape.title, plan.theirs().label());
  }

  List<Figure> run() throws IOException {
    if (shape == Shape.RESTART_1M && !plan.isFresh()) {
      restartAlternating();
    } else {
      for (int pair = 0; pair < plan.pairs(); pair++) {
        once(plan.ours(), ours);
        once(plan.theirs(), theirs);
      }
    }
    return ours.against(theirs);
  }

  /** Loaded once, then killed and started again as often as there are pairs. */
  private void restartAlternating() throws IOException {
    try (ServerProcess our = server(plan.ours());
        ServerProcess their = server(plan.theirs())) {
      for (ServerProcess server : List.of(our, their)) {
        server.start();
        preload(server);
      }
      for (int pair = 0; pair < plan.pairs(); pair++) {
        restart(our, ours);
        restart(their, theirs);
      }
    }
  }

  private void once(ServerProgram program, Notes notes) throws IOException {
    if (shape.members() > 1) {
      try (ClusterOfServers cluster =
          new ClusterOfServers(
              program.with(shape.flags()), plan.site(), shape.title, shape.members())) {
        clusterCourse().run(cluster, notes);
      }
      return;
    }
    try (ServerProcess server = server(program)) {
      server.start();
      course().run(server, notes);
    }
  }

  private ClusterCourse clusterCourse() {
    return switch (shape) {
      case START_X3 -> new StartCourse(values);
      case LEADER_KILL_X3 -> new LeaderKillCourse(plan.loading(), shape, values);
      case CATCH_UP_X3 -> new FollowerCatchUpCourse(plan.loading(), shape, values);
      default -> throw new IllegalStateException(shape.title + " is not a course of a cluster");
    };
  }

  private Course course() {
    return switch (shape) {
      case RESTART_1M ->
          (server, notes) -> {
            preload(server);
            restart(server, notes);
          };
      case RSS_1M ->
          (server, notes) -> {
            preload(server);
            notes.add(RESIDENT, Better.LOWER, residentMegabytes(server));
          };
      case FILL_5G -> new FillCourse(plan.loading(), shape, values);
      case WATCH_CATCH_UP -> new CatchUpCourse(plan.loading(), shape, values);
      case LEASE_EXPIRE_100K -> new ExpiryCourse(plan.loading(), shape);
      case COMPACT_1M -> new CompactionCourse(plan.loading(), shape, values);
      case RANGE_STREAM_100MB -> new RangeStreamCourse(plan.loading(), shape, values);
      case SNAPSHOT_2G -> new SnapshotCourse(plan.loading(), shape, values);
      default -> throw new IllegalStateException(shape.title + " is not a course of events");
    };
  }

  private void preload(ServerProcess server) throws IOException {
    SteadyComparison.preload(server, shape, plan.loading().divisor(), values);
  }

  private static void restart(ServerProcess server, Notes notes) throws IOException {
    server.kill();
    notes.add(READY, Better.LOWER, server.start() / 1e9);
    notes.add(RESIDENT, Better.LOWER, residentMegabytes(server));
  }

  private ServerProcess server(ServerProgram program) throws IOException {
    return new ServerProcess(program, plan.site(), shape.title);
  }

  static double residentMegabytes(ServerProcess server) {
    return ProcessReading.of(server.handle()).residentBytes() / 1e6;
  }
}
