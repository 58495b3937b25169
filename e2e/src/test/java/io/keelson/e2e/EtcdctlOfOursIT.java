package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.cluster.ClusterLayout;
import io.keelson.e2e.cluster.ClusterProcesses;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Our etcdctl prints what upstream's prints, and ends with the same exit code: each runs the same
 * commands on a server, or a cluster, of its own. A start of ours takes about a second, so by
 * default a form is tried with what it prints in its own way; {@code -Dforms} tries each with all.
 */
@BesideOthers
final class EtcdctlOfOursIT {
  private static final String UPSTREAM = "3.7";

  /** Not protobuf: the ids of a server are not to be told from other bytes. */
  private static final List<String> FORMATS =
      List.of("simple", "json", "fields", "table", "nonsense");

  private static final boolean IS_FULL = System.getProperty("forms") != null;

  private static void compare(EtcdctlScript script) {
    script.compare(Requires.reference(UPSTREAM), Requires.ourTools(), Requires.ours());
  }

  @Test
  void keys() {
    var script = new EtcdctlScript();
    for (String format : FORMATS) {
      String w = "--write-out=" + format;
      if (isRefused(format)) {
        script.run("put", "a/1", "one", w);
        script.run("get", "a/1", w);
        script.run("get", "absent", w);
        script.run("del", "a/1", w);
        continue;
      }
      changes(script, format, w);
      reads(script, format, w);
      script.run("del", "a/2", "--prev-kv", w);
      script.run("del", "absent", w);
      script.run("del", "a", "b", "--range", w);
      script.run("del", "", "--prefix", w);
    }
    script.run("put", "");
    script.run("compaction", "8");
    script.run("compaction", "8");
    script.run("compaction", "9", "--physical");
    script.run("compaction", "999999");
    script.run("get", "b", "--rev=5");
    compare(script);
  }

  /** Nothing is printed in it: each kind of command is refused in its own words. */
  private static boolean isRefused(String format) {
    return !IS_FULL && (format.equals("table") || format.equals("nonsense"));
  }

  /** Whether to try what differs from format to format by nothing that other commands lack. */
  private static boolean isThorough(String format) {
    return IS_FULL || format.equals("simple");
  }

  private static void changes(EtcdctlScript script, String format, String w) {
    script.run("put", "a/1", "one", w);
    script.run("put", "a/1", "<two> & \"2\"\n\tü \u0001", "--prev-kv", w);
    script.run("put", "a/2", "", w);
    if (isThorough(format)) {
      script.run("-w", format, "put", "--", "b", "-x y \"z\"");
      script.withInput("from\ninput\n", "put", "c", w);
      script.run("put", "a/1", "--ignore-value", w);
      script.run("put", "absent", "--ignore-value", w);
      script.run("put", "k", "v", "--lease=123", w);
    }
  }

  private static void reads(EtcdctlScript script, String format, String w) {
    script.run("get", "absent", w);
    script.run("get", "a/", "--prefix", "--sort-by=MODIFY", "--order=descend", w);
    script.run("get", "a", "c", "--limit=1", w);
    script.run("get", "", "--from-key", "--keys-only", w);
    script.run("get", "a/", "--prefix", "--stream", w);
    script.run("get", "a/1", "--rev=999999", w);
    script.run("get", "a/1", "--hex", w);
    script.run("get", "", "--prefix", "--count-only", w);
    script.run("get", "", "--prefix", "--print-value-only", w);
    if (isThorough(format)) {
      script.run("get", "a/1", w);
      script.run("get", "a/", "--prefix", "--rev=3", "--consistency=s", w);
      script.run("get", "", "--prefix", "--min-mod-rev=3", "--max-create-rev=4", w);
    }
  }

  @Test
  void mistakes() {
    var script = new EtcdctlScript();
    for (String line :
        List.of(
            "put",
            "put a",
            "put a b --ignore-value",
            "put a b --lease=zz",
            "put a b --lease=",
            "put a b --lease=1234567890abcdef12",
            "put a b --lease=-1",
            "put a b --nonsense",
            "put -z a",
            "get",
            "get a b --prefix",
            "get a --prefix --from-key",
            "get a --keys-only --count-only",
            "get a --consistency=q",
            "get a --order=x",
            "get a --sort-by=x",
            "get a --limit=x",
            "get a --limit=99999999999999999999",
            "get a --limit",
            "get a -w",
            "get a --prefix=maybe",
            "get a --min-create-rev=3 --max-create-rev=2",
            "get a --min-mod-rev=3 --max-mod-rev=2",
            "get a --command-timeout=1x",
            "get a --command-timeout=soon",
            "get a --cert=",
            "get a --cert=/nonexistent",
            "get a --key=/nonexistent",
            "get a --cacert=/nonexistent",
            "del",
            "del a b c",
            "del a --prefix --from-key",
            "del a b --prefix",
            "compaction",
            "compaction x",
            "watch",
            "watch a --",
            "watch a b --prefix",
            "member add",
            "member add a",
            "member add a http://127.0.0.1:1",
            "member remove",
            "member remove zz",
            "member update 1",
            "member promote zz",
            "alarm list x",
            "alarm disarm x",
            "move-leader",
            "move-leader zz",
            "snapshot save",
            "snapshot save /nonexistent/s.db",
            "nonsense",
            "mem list")) {
      script.run(line.split(" ", -1));
    }
    compare(script);
  }

  @Test
  void help() {
    var script = new EtcdctlScript();
    for (String line :
        List.of(
            "version",
            "version -w json",
            "options",
            "member",
            "member nonsense",
            "member --help",
            "endpoint",
            "alarm -h",
            "get --help",
            "help get",
            "del -h",
            "compaction -h",
            "member add -h",
            "member list --help",
            "endpoint status -h",
            "defrag -h",
            "move-leader -h")) {
      script.run(line.split(" ", -1));
    }
    compare(script);
  }

  @Test
  void maintenance() {
    var script = new EtcdctlScript();
    script.run("put", "k", "v");
    for (String format : FORMATS) {
      String w = "--write-out=" + format;
      script.run("member", "list", w);
      script.run("endpoint", "status", w);
      script.run("endpoint", "health", w);
      script.run("alarm", "list", w);
      if (IS_FULL || !format.equals("nonsense")) {
        script.run("--hex", "member", "list", w);
        script.run("endpoint", "hashkv", "--rev=2", w);
      }
      if (isThorough(format)) {
        script.run("endpoint", "status", "--cluster", w);
        script.run("endpoint", "--cluster", "health", w);
        script.run("endpoint", "hashkv", w);
        script.run("alarm", "disarm", w);
        script.run("move-leader", "1", w);
      }
    }
    script.run("endpoint", "hashkv", "--rev=999");
    script.run("endpoint", "health", "-w", "protobuf");
    script.run("defrag");
    script.run("defrag", "--cluster");
    script.run("snapshot", "save", "{dir}/s.db");
    script.utl("snapshot", "status", "{dir}/s.db", "-w", "json");
    compare(script);
  }

  @Test
  void watches() {
    var script = new EtcdctlScript();
    script.run("put", "a", "1");
    script.run("put", "a", "2 \"two\"");
    script.run("del", "a");
    script.run("put", "b", "last");
    for (String format : List.of("simple", "json", "fields")) {
      String until = format.equals("json") ? "bGFzdA==" : "last";
      String w = "--write-out=" + format;
      script.watch(until, "", "--prefix", "--rev=2", w);
      script.watch(until, "a", "z", "--rev=2", "--prev-kv", w);
    }
    script.watch("EVENT", "b", "--rev=2", "--", "sh", "-c", "echo EVENT $ETCD_WATCH_VALUE");
    script.watch("error", "b", "--rev=2", "--", "sh", "-c", "exit 3");
    script.run("compaction", "4");
    script.watch("canceled by", "a", "--rev=1");
    script.watch("canceled by", "a", "--rev=1", "-w", "json");
    compare(script);
  }

  @Test
  void oneEndpointOfTwoIsAway() {
    var script = new EtcdctlScript();
    for (String command :
        List.of(
            "get a",
            "put a b",
            "member list",
            "endpoint health",
            "endpoint health -w json",
            "endpoint status",
            "endpoint status -w json",
            "endpoint status -w table",
            "endpoint hashkv",
            "endpoint health --cluster",
            "defrag",
            "move-leader 1",
            "snapshot save {dir}/none.db")) {
      List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
      line.addAll(List.of("--command-timeout=3s", "--endpoints=127.0.0.1:1"));
      // The flag adds to the endpoints, and the first is a server that answers.
      script.run(line.toArray(String[]::new));
    }
    compare(script);
  }

  @Test
  void clusters() throws Exception {
    Reference upstream = Requires.reference(UPSTREAM);
    Reference ours = Requires.ourTools();
    ClusterLayout.of(3, Requires::ours)
        .run(
            left ->
                ClusterLayout.of(3, Requires::ours)
                    .run(right -> compareClusters(upstream, left, ours, right)));
  }

  private static void compareClusters(
      Reference upstream, ClusterProcesses left, Reference ours, ClusterProcesses right) {
    try (var one = new EtcdctlCluster(upstream, left);
        var other = new EtcdctlCluster(ours, right)) {
      one.leadByFirst();
      other.leadByFirst();
      for (String command :
          List.of(
              "put k v",
              "endpoint status --cluster",
              "endpoint status --cluster -w json",
              "endpoint hashkv --cluster -w table",
              "move-leader {M2}",
              "member update {M1} --peer-urls={P2}",
              "member update {M3} --peer-urls={P3}",
              "member promote {M2}",
              "member remove {M3}",
              "member remove {M3}",
              "snapshot save {dir}/s.db")) {
        List<String> line = List.of(command.split(" ", -1));
        var expected = CompletableFuture.supplyAsync(() -> one.run(0, line));
        assertThat(EtcdctlOutput.withoutLog(other.run(0, line)))
            .as("etcdctl %s", line)
            .isEqualTo(EtcdctlOutput.withoutLog(expected.join()));
        if (command.startsWith("move-leader")) {
          assertThat(
                  Await.until(
                      ClusterProcesses.LIMIT, () -> leadsSecond(left) && leadsSecond(right)))
              .isTrue();
        }
      }
    }
  }

  private static boolean leadsSecond(ClusterProcesses cluster) {
    return cluster.awaitLeader().equals(cluster.member(1));
  }
}
