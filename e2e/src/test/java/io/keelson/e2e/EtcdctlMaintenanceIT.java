package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Program;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Alarms, hashes, compaction, defragmentation and snapshots of etcdctl print the same against
 * upstream and our node; {@code check perf} only with {@code -Dperf}, a minute per load and server.
 */
@BesideOthers
final class EtcdctlMaintenanceIT {
  private static final String UPSTREAM = "3.7";

  /** The formats differ little between versions, so the older ones are tried with two. */
  private static List<String> formats(String version) {
    return version.equals(UPSTREAM)
        ? List.of("simple", "json", "fields", "table")
        : List.of("simple", "json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void printsTheSame(String version) {
    EtcdctlScript script = new EtcdctlScript();
    for (int i = 0; i < 5; i++) {
      script.run("put", "m/" + i % 2, "v" + i);
    }
    for (String format : formats(version)) {
      String w = "--write-out=" + format;
      script.run("alarm", "list", w);
      script.run("alarm", "disarm", w);
      script.run("endpoint", "hashkv", w);
      script.run("endpoint", "hashkv", "--rev=3", w);
      script.run("endpoint", "hashkv", "--cluster", w);
      script.run("endpoint", "status", "--cluster", w);
      script.run("endpoint", "health", "--cluster", w);
      script.run("defrag", w);
      script.run("defrag", "--cluster", w);
      script.run("snapshot", "save", "{dir}/" + format + ".db", w);
      script.utl("snapshot", "status", "{dir}/" + format + ".db", "--write-out=json");
    }
    script.run("alarm", "list", "extra");
    script.run("endpoint", "hashkv", "--rev=1000");
    script.run("snapshot", "save");
    script.run("snapshot", "save", "{dir}/absent/file.db");
    script.run("compaction", "3");
    script.run("compaction", "3");
    script.run("compaction", "4", "--physical", "--write-out=json");
    script.run("compaction", "1000");
    script.run("compaction", "-1");
    script.run("compaction", "x");
    script.run("compaction");
    script.run("endpoint", "hashkv", "--rev=2");
    script.run("endpoint", "hashkv", "--rev=4");
    script.run("endpoint", "hashkv");
    script.run("move-leader", "1");
    script.compare(Requires.reference(version), Requires.upstream(UPSTREAM), Requires.subject());
  }

  /** With a quota that every write exceeds, whatever a server counts. */
  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void alarms(String version) {
    EtcdctlScript script = new EtcdctlScript();
    script.run("put", "k", "v");
    for (String format : formats(version)) {
      script.run("alarm", "list", "--write-out=" + format);
      script.run("endpoint", "health", "--write-out=" + format);
      script.run("endpoint", "status", "--write-out=" + format);
    }
    script.run("get", "k");
    script.run("lease", "grant", "60");
    script.run("del", "k", "--prefix");
    script.run("compaction", "1");
    script.run("alarm", "disarm", "--write-out=json");
    script.run("alarm", "disarm");
    script.run("alarm", "list");
    script.run("put", "k", "v");
    script.run("alarm", "list");
    script.run("alarm", "disarm");
    script.compare(
        Requires.reference(version), small(Requires.upstream(UPSTREAM)), small(Requires.subject()));
  }

  private static EtcdProcess.Spec small(EtcdProcess.Spec spec) {
    return spec.flag("quota-backend-bytes", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "m", "l"})
  @EnabledIfSystemProperty(named = "perf", matches = ".*", disabledReason = "takes minutes: -Dperf")
  void checkPerf(String load) {
    String upstream = perf(Requires.upstream(UPSTREAM), load);
    String subject = perf(Requires.subject(), load);
    IO.println("upstream:\n" + upstream + "\nsubject:\n" + subject);
    if (upstream.startsWith("exit code 0")) {
      assertThat(subject).startsWith("exit code 0");
    }
  }

  private static String perf(EtcdProcess.Spec spec, String load) {
    try (EtcdProcess server = spec.start()) {
      var etcdctl = new Etcdctl(Requires.reference(UPSTREAM), server.endpoint());
      Program.Result result =
          etcdctl.runLong("check", "perf", "--load=" + load, "--auto-compact", "--auto-defrag");
      List<String> verdict =
          result
              .out()
              .lines()
              .filter(line -> line.matches("(PASS|FAIL|Compact|Defrag).*"))
              .toList();
      return "exit code " + result.exitCode() + "\n" + String.join("\n", verdict);
    }
  }
}
