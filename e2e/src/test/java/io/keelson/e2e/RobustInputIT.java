package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.keelson.e2e.diff.RawMarshaller;
import io.keelson.e2e.diff.UpstreamCrash;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whatever comes in on the client port, the node goes on answering and keeps its memory. {@code
 * -Dsubject=3.7} runs the same against upstream, to check the attacks themselves.
 */
@BesideOthers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RobustInputIT {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final long GROWTH_LIMIT = Integer.getInteger("robust.rss.mib", 512) * 1024L * 1024;
  private static final int IDLE = 10_000;
  private static final int SPARE_FILES = 2_000;
  private static final int CONNECTIONS = 200;
  private static final int MIB = 1024 * 1024;

  private @Nullable EtcdProcess started;
  private long residentBefore;

  /** Not before all tests: a class skipped as a whole would not show in the counts. */
  @BeforeEach
  void startOnce() {
    if (started == null) {
      started = Requires.subject().start();
    }
    residentBefore = node().residentBytes();
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  @AfterEach
  void stillWell() {
    if (started == null) {
      return; // skipped
    }
    assertAnswers();
    assertThat(node().residentBytes() - residentBefore)
        .as("growth of resident memory in bytes")
        .isLessThan(GROWTH_LIMIT);
  }

  @Test
  void randomBytes() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] bytes = new byte[random.nextInt(1, 64 * 1024)];
      random.nextBytes(bytes);
      boolean afterPreface = i % 2 == 0;
      attack(
          connection -> {
            if (!afterPreface || connection.sendPreface()) {
              connection.send(bytes);
            }
          });
    }
  }

  @Test
  void framesLongerThanAllowed() {
    byte[] much = new byte[MIB];
    for (int type = 0; type < 12; type++) {
      int frameType = type;
      attack(
          connection -> {
            if (connection.sendPreface()
                && connection.send(HostileConnection.frame(0xffffff, frameType, 0, 1, much))) {
              repeat(15, () -> connection.send(much));
            }
          });
    }
  }

  @Test
  void endlessHeaderBlock() {
    byte[] part = new byte[16 * 1024]; // zero bytes: empty literals
    attack(
        connection -> {
          if (connection.sendPreface()
              && connection.send(HostileConnection.frame(HostileConnection.HEADERS, 0, 1, part))) {
            repeat(
                4_000,
                () ->
                    connection.send(
                        HostileConnection.frame(HostileConnection.CONTINUATION, 0, 1, part)));
          }
        });
  }

  @Test
  void floodsOfSmallFrames() {
    for (int type : List.of(HostileConnection.PING, HostileConnection.SETTINGS)) {
      attack(
          connection -> {
            if (connection.sendPreface()) {
              byte[] payload = new byte[type == HostileConnection.PING ? 8 : 0];
              repeat(50_000, () -> connection.send(HostileConnection.frame(type, 0, 0, payload)));
            }
          });
    }
    attack(
        connection -> {
          if (connection.sendPreface()) {
            byte[] zero = new byte[4];
            connection.send(HostileConnection.frame(HostileConnection.WINDOW_UPDATE, 0, 0, zero));
          }
        });
  }

  /** Opens streams and resets them at once. */
  @Test
  void rapidReset() {
    byte[] headers = HostileConnection.callHeaders("/etcdserverpb.KV/Range");
    attack(
        connection -> {
          if (!connection.sendPreface()) {
            return;
          }
          for (int stream = 1; stream < 40_000; stream += 2) {
            if (!connection.send(callFrame(headers, stream))
                || !connection.send(
                    HostileConnection.frame(
                        HostileConnection.RESET, 0, stream, new byte[] {0, 0, 0, 8}))) {
              return;
            }
          }
        });
  }

  /** A gRPC message that says it is 4 GiB long. */
  @Test
  void messageWithALongLength() {
    byte[] headers = HostileConnection.callHeaders("/etcdserverpb.KV/Put");
    byte[] prefix = {0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    for (int i = 0; i < CONNECTIONS; i++) {
      attack(
          connection -> {
            if (connection.sendPreface() && connection.send(callFrame(headers, 1))) {
              connection.send(HostileConnection.frame(HostileConnection.DATA, 0, 1, prefix));
            }
          });
    }
  }

  @Test
  void slowLoris() {
    byte[] http = "GET /health HTTP/1.1\r\nHost: x\r\nX-A: ".getBytes(StandardCharsets.US_ASCII);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    List<HostileConnection> open = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        open.add(new HostileConnection(node().clientPort()));
      }
      for (int at = 0; at < preface.length - 1; at++) {
        for (int i = 0; i < open.size(); i++) {
          byte[] whole = i % 2 == 0 ? http : preface;
          open.get(i).send(new byte[] {whole[at]});
        }
      }
      assertAnswers();
    } finally {
      open.forEach(HostileConnection::close);
    }
  }

  @Test
  void idleConnections() {
    int count = Math.min(IDLE, openFileLimit() - SPARE_FILES);
    if (count < IDLE) {
      IO.println("idle connections: only " + count + ", more open files are not allowed here");
    }
    assumeTrue(count > CONNECTIONS, "the limit of open files leaves no room for idle connections");
    List<HostileConnection> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new HostileConnection(node().clientPort()));
      }
      assertAnswers();
    } finally {
      open.forEach(HostileConnection::close);
    }
  }

  @Test
  void hugeHttp1Header() {
    byte[] start = "GET /health HTTP/1.1\r\nHost: x\r\nX-A: ".getBytes(StandardCharsets.US_ASCII);
    byte[] part = "a".repeat(MIB).getBytes(StandardCharsets.US_ASCII);
    attack(
        connection -> {
          if (connection.send(start)) {
            repeat(64, () -> connection.send(part));
          }
        });
  }

  @Test
  void hugeMetadata() {
    var metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(16 * MIB));
    try (var client = new EtcdClient(node().clientPort())) {
      var channel =
          ClientInterceptors.intercept(
              client.channel(), MetadataUtils.newAttachHeadersInterceptor(metadata));
      var kv = KVGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(10));
      assertThat(code(() -> kv.range(RangeRequest.getDefaultInstance())))
          .isNotEqualTo(Status.Code.OK);
    }
  }

  /** Small on the wire, far over the limit once unpacked. */
  @Test
  void compressedBomb() {
    ByteString zeros = ByteString.copyFrom(new byte[256 * MIB]);
    PutRequest put =
        PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("bomb")).setValue(zeros).build();
    try (var client = new EtcdClient(node().clientPort())) {
      var kv = client.kv(Duration.ofSeconds(30)).withCompression("gzip");
      assertThat(code(() -> kv.put(put))).isNotEqualTo(Status.Code.OK);
    }
  }

  @Test
  void unknownMethodAndMalformedMessage() {
    assertThat(code("etcdserverpb.KV/Nothing", new byte[0])).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(code("no.such.Service/X", new byte[0])).isEqualTo(Status.Code.UNIMPLEMENTED);
    byte[] lengthBeyondEnd = {0x0a, 0x7f, 1};
    for (String method : List.of("Range", "Put", "DeleteRange", "Txn", "Compact", "RangeStream")) {
      assertThat(code("etcdserverpb.KV/" + method, lengthBeyondEnd))
          .as(method)
          .isEqualTo(Status.Code.INTERNAL);
    }
  }

  @Test
  void transactionThatEndsUpstream() {
    assumeTrue(System.getProperty("subject") == null, "upstream does not survive this one");
    ByteString key = ByteString.copyFromUtf8("k");
    var _ = node().client().kv().put(PutRequest.newBuilder().setKey(key).setValue(key).build());
    code(() -> node().client().kv().txn(UpstreamCrash.example(key)));
  }

  private EtcdProcess node() {
    return Objects.requireNonNull(started);
  }

  private void assertAnswers() {
    assertThat(node().isAlive()).as("the process runs").isTrue();
    try (var fresh = new EtcdClient(node().clientPort())) {
      assertThat(fresh.answers(ANSWER_LIMIT)).as("answers within %s", ANSWER_LIMIT).isTrue();
    }
  }

  private void attack(Consumer<HostileConnection> script) {
    try (var connection = new HostileConnection(node().clientPort())) {
      script.accept(connection);
      connection.drain();
    }
  }

  private static byte[] callFrame(byte[] headers, int stream) {
    return HostileConnection.frame(
        HostileConnection.HEADERS, HostileConnection.END_HEADERS, stream, headers);
  }

  private static void repeat(int times, BooleanSupplier step) {
    for (int i = 0; i < times && step.getAsBoolean(); i++) {}
  }

  private Status.Code code(String path, byte[] request) {
    MethodDescriptor<byte[], byte[]> method = RawMarshaller.unary(path);
    var options = CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(10));
    return code(
        () -> ClientCalls.blockingUnaryCall(node().client().channel(), method, options, request));
  }

  private static Status.Code code(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static int openFileLimit() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.replaceAll("Max open files +(\\S+).*", "$1"))
          .mapToInt(soft -> soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft))
          .findFirst()
          .orElse(1_024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
