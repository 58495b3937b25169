package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.cluster.ClusterLayout;
import io.keelson.e2e.cluster.ClusterProcesses;
import io.keelson.e2e.cluster.Member;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Reference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands of etcdctl about a cluster print the same through each of three members as through those
 * of a reference cluster, apart from ids, ports, times and sizes. {@code -Dsubject=3.7} to check
 * the test against upstream.
 */
@BesideOthers
final class EtcdctlClusterIT {
  private static final String UPSTREAM = "3.7";
  private static final int MEMBERS = 3;
  private static final List<String> FORMATS = List.of("simple", "json", "fields", "table");

  /** The same commands to both clusters, one after the other, each at both at once. */
  private record Pair(EtcdctlCluster reference, EtcdctlCluster subject) {
    void run(int member, String... arguments) {
      List<String> command = List.of(arguments);
      var expected = CompletableFuture.supplyAsync(() -> reference.run(member, command));
      String actual = subject.run(member, command);
      assertThat(actual)
          .as("etcdctl %s through member %d", command, member + 1)
          .isEqualTo(expected.join());
    }

    /** Where members stand is a matter of their ids, and so of the moment when one was added. */
    void runUnordered(int member, String... arguments) {
      List<String> command = List.of(arguments);
      assertThat(parts(subject.run(member, command)))
          .as("etcdctl %s through member %d", command, member + 1)
          .isEqualTo(parts(reference.run(member, command)));
    }

    private static List<String> parts(String text) {
      return Stream.of(text.split("[\\n,{}\\[\\]]"))
          .map(part -> part.replaceAll("^ETCD_INITIAL_CLUSTER=|\"", ""))
          .filter(part -> !part.isBlank())
          .sorted()
          .toList();
    }

    void runOnAll(String... arguments) {
      for (int member = 0; member < MEMBERS; member++) {
        run(member, arguments);
      }
    }

    void leadByFirst() {
      reference.leadByFirst();
      subject.leadByFirst();
    }
  }

  /** Both clusters, for what is not a command. */
  private record Clusters(ClusterProcesses reference, ClusterProcesses subject) {
    void await(Consumer<ClusterProcesses> condition) {
      condition.accept(reference);
      condition.accept(subject);
    }
  }

  @FunctionalInterface
  private interface Script {
    void run(Pair pair, Clusters clusters);
  }

  private static void compare(String version, Script script) throws Exception {
    Reference tool = Requires.reference(version);
    ClusterLayout.of(MEMBERS, () -> Requires.upstream(UPSTREAM))
        .run(
            reference ->
                ClusterLayout.of(MEMBERS, Requires::subject)
                    .run(
                        subject -> {
                          try (var one = new EtcdctlCluster(tool, reference);
                              var other = new EtcdctlCluster(tool, subject)) {
                            var pair = new Pair(one, other);
                            pair.leadByFirst();
                            script.run(pair, new Clusters(reference, subject));
                          }
                        }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void membersAndStatus(String version) throws Exception {
    compare(
        version,
        (pair, clusters) -> {
          pair.run(0, "put", "k", "v");
          pair.runOnAll("get", "k");
          for (String format : FORMATS) {
            String w = "--write-out=" + format;
            pair.runOnAll("member", "list", w);
            pair.runOnAll("endpoint", "status", w);
            pair.run(1, "endpoint", "status", "--cluster", w);
            pair.run(2, "endpoint", "hashkv", "--cluster", w);
            pair.run(0, "endpoint", "health", w);
          }
          pair.runOnAll("snapshot", "save", "{dir}/s.db");
          pair.run(1, "alarm", "list");
          pair.run(1, "compaction", "2");
          pair.run(2, "defrag", "--cluster");
        });
  }

  @Test
  void membershipChanges() throws Exception {
    compare(
        UPSTREAM,
        (pair, clusters) -> {
          pair.runUnordered(
              1, "member", "add", "n4", "--learner", "--peer-urls=http://127.0.0.1:1");
          for (int member = 0; member < MEMBERS; member++) {
            for (String format : FORMATS) {
              pair.runUnordered(member, "member", "list", "--write-out=" + format);
            }
            pair.run(member, "member", "promote", "{new}");
          }
          pair.run(2, "member", "promote", "{M1}");
          pair.run(0, "member", "add", "n5", "--learner", "--peer-urls=http://127.0.0.1:2");
          pair.run(0, "member", "add", "n5", "--peer-urls=http://127.0.0.1:1");
          pair.run(2, "member", "add", "n5", "--peer-urls={P1}");
          pair.run(1, "member", "update", "{new}", "--peer-urls=http://127.0.0.1:3");
          pair.run(1, "member", "update", "{new}", "--peer-urls={P1}");
          pair.runUnordered(0, "member", "list");
          pair.run(2, "member", "remove", "{new}");
          pair.run(2, "member", "remove", "{new}");
          pair.run(1, "member", "promote", "{new}");
          pair.run(1, "member", "remove", "1");
          pair.run(0, "member", "update", "1", "--peer-urls=http://127.0.0.1:3");
          pair.run(0, "member", "remove", "not-a-number");
          pair.run(0, "member", "add", "n6", "--peer-urls=nonsense");
          pair.run(0, "member", "add", "n6");
          pair.runOnAll("member", "list");
        });
  }

  @Test
  void leadershipMoves() throws Exception {
    compare(
        UPSTREAM,
        (pair, clusters) -> {
          pair.run(1, "move-leader", "{M3}");
          pair.run(0, "move-leader", "1");
          pair.run(0, "move-leader", "nonsense");
          pair.run(0, "move-leader");
          pair.run(0, "move-leader", "{M2}");
          clusters.await(
              cluster ->
                  assertThat(
                          Await.until(
                              ClusterProcesses.LIMIT,
                              () -> cluster.awaitLeader().equals(cluster.member(1))))
                      .isTrue());
          pair.run(0, "move-leader", "{M1}");
          pair.run(1, "move-leader", "{M1}");
          pair.leadByFirst();
          pair.runOnAll("endpoint", "status");
        });
  }

  @Test
  void downgrades() throws Exception {
    compare(
        UPSTREAM,
        (pair, clusters) -> {
          clusters.await(cluster -> awaitClusterVersion(cluster, "3.7"));
          for (String target : List.of("3.6", "3.5", "3.7", "3.8", "4.0", "nonsense")) {
            pair.runOnAll("downgrade", "validate", target);
          }
          pair.run(0, "downgrade", "validate");
          pair.run(1, "downgrade", "cancel");
          pair.run(0, "downgrade", "enable", "3.5");
          pair.run(1, "downgrade", "enable", "3.6");
          clusters.await(cluster -> awaitClusterVersion(cluster, "3.6"));
          pair.runOnAll("downgrade", "enable", "3.6");
          pair.run(2, "downgrade", "cancel");
          clusters.await(cluster -> awaitClusterVersion(cluster, "3.7"));
          pair.runOnAll("endpoint", "status", "--write-out=json");
        });
  }

  private static void awaitClusterVersion(ClusterProcesses cluster, String version) {
    for (Member member : cluster.members()) {
      boolean isThere =
          Await.until(
              ClusterProcesses.LIMIT,
              () -> member.page("/version").contains("\"etcdcluster\":\"" + version + "."));
      assertThat(isThere)
          .as("cluster version %s at %s: %s", version, member, member.page("/version"))
          .isTrue();
    }
  }
}
