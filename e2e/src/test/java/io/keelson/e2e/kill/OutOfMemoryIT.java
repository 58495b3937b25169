package io.keelson.e2e.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * F10: a member that is asked for more than its memory holds refuses, or ends at once, but never
 * goes on half alive; what it acknowledged is kept.
 */
@BesideOthers
final class OutOfMemoryIT {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});
  private static final int VALUES = 24;
  private static final int VALUE_BYTES = 1 << 20;
  private static final int CALLERS = 24;

  /** Of the JVM at the first such error of its own, and of the server when there are no buffers. */
  private static final List<Integer> EXITS = List.of(3, 1);

  /** What may happen to a call while the server goes on. */
  private static final String REFUSED = "RESOURCE_EXHAUSTED";

  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"-Xms64m -Xmx64m -Xmn16m", "-XX:MaxDirectMemorySize=16m"})
  void itEndsOrServes(String options) throws Exception {
    EtcdProcess.Spec spec = Requires.ours().environment("KEELSON_JAVA_OPTS", options);
    try (EtcdProcess node = spec.start()) {
      List<Write> writes = write(node);
      List<String> answers = readAll(node);
      boolean isEnded = node.endsWithin(Duration.ofSeconds(5));
      IO.println("%s: %s after %s".formatted(options, isEnded ? "ended" : "serves", answers));
      if (isEnded) {
        assertThat(node.waitForExit(EXIT_LIMIT)).isIn(EXITS);
        node.kill9();
        spec.environment("KEELSON_JAVA_OPTS", "");
        node.start();
      } else {
        assertThat(answers)
            .as("a server that goes on answers or refuses")
            .allMatch(one -> one.equals(Integer.toString(VALUES)) || one.startsWith(REFUSED));
        assertServes(node);
      }
      new History().check(writes, node.client().kv(Duration.ofMinutes(5)));
    }
  }

  private static List<Write> write(EtcdProcess node) {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      ByteString key = ByteString.copyFromUtf8("large/" + i);
      ByteString value =
          ByteString.copyFromUtf8(i + "#").concat(ByteString.copyFrom(new byte[VALUE_BYTES]));
      var request = PutRequest.newBuilder().setKey(key).setValue(value).build();
      long revision = node.client().kv(CALL_LIMIT).put(request).getHeader().getRevision();
      writes.add(new Write(key, Optional.of(value), revision));
    }
    return writes;
  }

  /** Everything at once by everyone, each on a connection of its own. */
  private static List<String> readAll(EtcdProcess node)
      throws InterruptedException, ExecutionException {
    List<Future<String>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        running.add(threads.submit(() -> readAll(node.clientPort())));
      }
    }
    List<String> answers = new ArrayList<>();
    for (Future<String> one : running) {
      answers.add(one.get());
    }
    return answers.stream().distinct().sorted().toList();
  }

  private static String readAll(int port) {
    try (var client = new EtcdClient(port)) {
      return Long.toString(all(client.kv(CALL_LIMIT)));
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static long all(KVGrpc.KVBlockingStub kv) {
    return kv.range(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build()).getCount();
  }

  /** As if nothing had been: the client from before and a new one. */
  private static void assertServes(EtcdProcess node) {
    assertThat(count(node.client().kv(CALL_LIMIT))).isEqualTo(VALUES);
    try (var client = new EtcdClient(node.clientPort())) {
      assertThat(count(client.kv(CALL_LIMIT))).isEqualTo(VALUES);
    }
  }

  private static long count(KVGrpc.KVBlockingStub kv) {
    return kv.range(
            RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setCountOnly(true).build())
        .getCount();
  }
}
