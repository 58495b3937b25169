package io.keelson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Compares our node with a reference etcd, shape by shape, in interleaved pairs. */
final class Compare {
  private Compare() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    if (List.of(arguments).contains("--help")) {
      System.out.println(usage());
      return;
    }
    try {
      System.exit(run(arguments) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("compare: " + e.getMessage());
      System.err.println(usage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("compare: " + e.getMessage());
      System.exit(1);
    }
  }

  private static String usage() {
    return """
      usage: run [options]
        --shape NAME,...     %s
                             or all
                             x3: three members, figures are sums over all of them; puts go to
                             the leader; goals are judged below the tables
        --pairs N            windows per server (5; for a course of events such as restart-1m 1)
        --seconds S (10)     measured window
        --warmup-seconds S   at most, once per process (30), or until --warmup-ops N (200k)
        --rate N             open loop at N requests a second instead of closed loop, or of a
                             shape's own rate: watch-100 500, watch-1000* 100,
                             watch-catchup 5000, compact-1m, snapshot-2g and put-rate-x3 2000,
                             leader-kill-x3 1000, catch-up-x3 500
        --tls                both servers with a throw-away certificate, which members of a
                             cluster ask of each other, too
        --fresh              new processes and data for every window
        --pin                servers on CPU 0, client on CPU 1
        --lanes N (1)        client threads
        --ours FILE          the subject: our node's launcher, or any program with etcd's flags
        --reference FILE     upstream etcd
        --ours-flags "..."   further flags for ours      --reference-flags "..."
        --dir DIRECTORY      where data directories go
        --csv FILE           every window as CSV
        --divide N           load only one Nth of the keys, bytes or leases, to try things out
        --limit-minutes N (180)  gives up after that"""
        .formatted(shapeNames());
  }

  /** Four to a line, below each other. */
  private static String shapeNames() {
    List<String> names = Arrays.stream(Shape.values()).map(shape -> shape.title).toList();
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < names.size(); at += 4) {
      lines.add(String.join(" ", names.subList(at, Math.min(at + 4, names.size()))));
    }
    return String.join("\n" + " ".repeat(23), lines);
  }

  private static boolean run(String[] arguments) throws IOException {
    Options options =
        new Options(
            arguments,
            Set.of(
                "shape",
                "pairs",
                "seconds",
                "warmup-seconds",
                "warmup-ops",
                "rate",
                "lanes",
                "ours",
                "ours-flags",
                "reference",
                "reference-flags",
                "dir",
                "csv",
                "divide",
                "limit-minutes"),
            Set.of("tls", "fresh", "pin"));
    List<Shape> shapes = Shape.named(options.list("shape", "put-64,get-64"));
    giveUpAfter(Duration.ofMinutes(options.number("limit-minutes", 180)));
    Path directory = Path.of(options.text("dir", "target/bench-data")).toAbsolutePath();
    Files.createDirectories(directory);
    directory = Files.createTempDirectory(directory, "run-");
    AtomicBoolean isDone = new AtomicBoolean();
    cleanUpAtExit(directory, isDone);
    try {
      Plan plan = plan(options, directory);
      if (options.has("pin")) {
        pinThisProcess();
      }
      Report report =
          new Report(
              Environment.describe(List.of(plan.ours(), plan.theirs()), directory),
              plan.ours().label(),
              plan.theirs().label());
      boolean allMeasured = measure(shapes, plan, options, report);
      System.out.println(report.text());
      if (options.has("csv")) {
        Files.write(Path.of(options.text("csv", "")), report.csv());
      }
      return allMeasured;
    } finally {
      isDone.set(true); // not when a signal ends this JVM
    }
  }

  /** Also when interrupted: no server and no file stays behind. */
  private static void cleanUpAtExit(Path directory, AtomicBoolean isDone) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      if (!isDone.get()) {
                        System.err.println("compare: stopped before the end, no table");
                      }
                      ServerProcess.killAll();
                      try {
                        Tool.run(Tool.words("rm -rf", directory));
                      } catch (IOException e) {
                        System.err.println("left behind: " + directory);
                      }
                    }));
  }

  private static boolean measure(List<Shape> shapes, Plan plan, Options options, Report report) {
    Values values = new Values(System.nanoTime());
    boolean allMeasured = true;
    boolean isTls = plan.site().certificates().isPresent();
    for (Shape shape : shapes) {
      try {
        if (shape.isSteady()) {
          SteadyComparison comparison = new SteadyComparison(plan, shape, values);
          comparison.run();
          report.addSteady(shape.title, comparison.ours(), comparison.theirs(), shape.goals(isTls));
        } else {
          Plan once = options.has("pairs") ? plan : plan.withPairs(1);
          report.addCourse(new CourseComparison(once, shape, values).run(), shape.goals(isTls));
        }
      } catch (IOException | RuntimeException e) {
        allMeasured = false;
        System.err.println(shape.title + " NOT MEASURED: " + e);
      }
    }
    return allMeasured;
  }

  private static Plan plan(Options options, Path directory) throws IOException {
    Optional<Certificates> certificates =
        options.has("tls")
            ? Optional.of(Certificates.create(directory.resolve("tls")))
            : Optional.empty();
    Plan.Loading loading =
        new Plan.Loading(
            options.has("rate")
                ? new Pace.FixedRate(options.count("rate", 0))
                : new Pace.ClosedLoop(),
            Duration.ofSeconds(options.number("seconds", 10)),
            Duration.ofSeconds(options.number("warmup-seconds", 30)),
            options.count("warmup-ops", 200_000),
            options.number("lanes", 1),
            options.number("divide", 1));
    return new Plan(
        program("ours", options),
        program("reference", options),
        new Site(directory, certificates),
        options.number("pairs", 5),
        options.has("fresh"),
        loading);
  }

  private static ServerProgram program(String label, Options options) {
    if (!options.has(label)) {
      throw new IllegalArgumentException("--" + label + " FILE is needed");
    }
    String flags = options.text(label + "-flags", "").strip();
    return new ServerProgram(
        label,
        Path.of(options.text(label, "")).toAbsolutePath(),
        flags.isEmpty() ? List.of() : List.of(flags.split(" +", -1)),
        options.has("pin") ? "0" : "");
  }

  private static void pinThisProcess() throws IOException {
    Tool.Output output = Tool.run(Tool.words("taskset -a -cp 1", ProcessHandle.current().pid()));
    if (output.exitCode() != 0) {
      throw new IOException("cannot pin the client: " + output.text());
    }
  }

  private static void giveUpAfter(Duration limit) {
    Thread.ofPlatform()
        .daemon()
        .name("limit")
        .start(
            () -> {
              Load.sleep(limit.toMillis());
              System.err.println("compare: gave up after " + limit);
              System.exit(4);
            });
  }
}
