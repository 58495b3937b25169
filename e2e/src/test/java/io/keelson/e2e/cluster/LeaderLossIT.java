package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The leader is killed, and writes through the others resume. Prints the pauses of the subject and
 * of upstream with equal timeouts; asserts only that writes resume within half a minute, unless
 * {@code -Dpause.factor=1.0} bounds the subject's median by a multiple of upstream's. {@code
 * -Drounds=20} for a steadier median, {@code -Dmembers=5}, {@code -Dsubject=3.7} to check the test
 * against upstream.
 */
final class LeaderLossIT {
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int MEMBERS = Integer.getInteger("members", 3);
  private static final double FACTOR = Double.parseDouble(System.getProperty("pause.factor", "0"));
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration CALL_LIMIT = Duration.ofMillis(200);

  @Test
  void writesResume() throws Exception {
    List<Long> upstream = pauses(() -> Requires.upstream("3.7"));
    List<Long> subject = pauses(Requires::subject);
    IO.println(
        "writes resume after ms: %s %s, upstream 3.7 %s"
            .formatted(Requires.subject().label(), subject, upstream));
    assertThat(subject.getLast()).as("pauses in ms").isLessThan(LIMIT.toMillis());
    if (FACTOR > 0) {
      assertThat((double) median(subject)).isLessThanOrEqualTo(FACTOR * median(upstream));
    }
  }

  private static long median(List<Long> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  /** In ascending order. */
  private static List<Long> pauses(Supplier<EtcdProcess.Spec> program) throws Exception {
    List<Long> pauses = new ArrayList<>();
    ClusterLayout.of(MEMBERS, program)
        .run(
            cluster -> {
              for (int round = 0; round < ROUNDS; round++) {
                Member leader = cluster.awaitLeader();
                pauses.add(pause(cluster, leader));
                cluster.launch(leader);
                cluster.awaitServing(ClusterProcesses.LIMIT);
              }
            });
    return pauses.stream().sorted().toList();
  }

  /** From the kill until the first of the others has a write acknowledged. */
  private static long pause(ClusterProcesses cluster, Member leader) {
    List<EtcdClient> clients =
        cluster.followers(leader).stream()
            .map(member -> new EtcdClient(member.process().clientPort()))
            .toList();
    try {
      clients.forEach(client -> assertThat(client.answers(LIMIT)).isTrue());
      long start = System.nanoTime();
      cluster.kill9(leader);
      // In turn: a call that began without a leader may be lost, so none is given much time.
      boolean isWritten = Await.until(LIMIT, () -> clients.stream().anyMatch(LeaderLossIT::writes));
      assertThat(isWritten).as("writes resumed after %s", LIMIT).isTrue();
      return Duration.ofNanos(System.nanoTime() - start).toMillis();
    } finally {
      clients.forEach(EtcdClient::close);
    }
  }

  private static boolean writes(EtcdClient client) {
    try {
      var _ =
          client
              .kv(CALL_LIMIT)
              .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("pause")).build());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
