package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.ChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.Program;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks every second, less often where that takes long, who is a voter and which of them are alive,
 * and notes when these were fewer than a quorum. What changes during a look is not judged.
 */
final class QuorumWatch implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);
  private static final Duration CURL_LIMIT = Duration.ofSeconds(15);
  private static final long PERIOD_NANOS = 1_000_000_000;
  private static final int METRICS_PORT = 2381;
  private static final Path ENTER = Path.of("/usr/bin/nsenter");

  private final ManagedCluster cluster;
  private final int port;
  private final Supplier<ChannelCredentials> credentials;
  private final Thread thread;
  private volatile boolean stopped;

  private final Object lock = new Object();
  private final List<String> violations = new ArrayList<>();
  private int judged;
  private int skipped;
  private int least = Integer.MAX_VALUE;

  /** Starts at once. The port leads to the cluster's service. */
  QuorumWatch(ManagedCluster cluster, int port, Supplier<ChannelCredentials> credentials) {
    this.cluster = cluster;
    this.port = port;
    this.credentials = credentials;
    thread = Thread.ofPlatform().daemon().name("quorum-watch").start(this::run);
  }

  /** The looks that found less than a quorum alive. */
  List<String> violations() {
    synchronized (lock) {
      return List.copyOf(violations);
    }
  }

  /** How many looks were judged. */
  int judged() {
    synchronized (lock) {
      return judged;
    }
  }

  @Override
  public String toString() {
    synchronized (lock) {
      return "%d looks judged, %d not; at least %d members alive beyond the quorum"
          .formatted(judged, skipped, least);
    }
  }

  private void run() {
    while (!stopped) {
      long start = System.nanoTime();
      look();
      long took = System.nanoTime() - start;
      LockSupport.parkNanos(Math.max(PERIOD_NANOS - took, took)); // at most half of the time
    }
  }

  private void look() {
    Optional<Set<String>> before = voters();
    Set<String> alive = alive();
    Optional<Set<String>> after = voters();
    synchronized (lock) {
      if (before.isEmpty() || !before.equals(after)) {
        skipped++;
        return;
      }
      judged++;
      Set<String> voters = before.get();
      long living = voters.stream().filter(alive::contains).count();
      int beyond = (int) living - (voters.size() / 2 + 1);
      least = Math.min(least, beyond);
      if (beyond < 0) {
        violations.add("%s voters %s, alive %s".formatted(Instant.now(), voters, alive));
      }
    }
  }

  /** By a linearizable read; empty when nobody answers. */
  private Optional<Set<String>> voters() {
    try (var client = new EtcdClient(port, credentials.get())) {
      return Optional.of(
          ClusterGrpc.newBlockingStub(client.channel())
              .withDeadlineAfter(CALL_LIMIT)
              .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
              .getMembersList()
              .stream()
              .filter(member -> !member.getIsLearner())
              .map(Member::getName)
              .collect(Collectors.toCollection(TreeSet::new)));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** The members that say so themselves. */
  private Set<String> alive() {
    Map<String, String> members = new HashMap<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                "--net=" + OperatorFixture.network(1),
                "curl",
                "--silent",
                "--parallel",
                "--max-time",
                "3",
                "--write-out",
                "%{http_code} %{url_effective}\n"));
    for (Pod pod : cluster.pods()) {
      String address = pod.getStatus().getPodIP();
      if (address != null) {
        String url = "http://%s:%d/livez".formatted(address, METRICS_PORT);
        members.put(url, pod.getMetadata().getName());
        command.addAll(List.of("--output", "/dev/null", url));
      }
    }
    if (members.isEmpty()) {
      return Set.of();
    }
    return new Program(ENTER, CURL_LIMIT)
        .run("", command)
        .out()
        .lines()
        .filter(line -> line.startsWith("200 "))
        .map(line -> members.getOrDefault(line.substring(4), "?"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
