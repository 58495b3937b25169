package io.keelson.e2e.kube;

import io.grpc.ChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * One member of a {@link SecureStorage}: a process, and a client with a certificate that outlives
 * its restarts. One caller.
 */
final class SecureMember implements AutoCloseable {
  /** Enough for several elections on a loaded machine. */
  static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);
  private static final int SIGTERM_EXIT = 128 + 15;

  private final String name;
  private final EtcdProcess process;
  private final ChannelCredentials credentials;
  private final EtcdClient client;

  SecureMember(String name, EtcdProcess process, ChannelCredentials credentials) {
    this.name = name;
    this.process = process;
    this.credentials = credentials;
    client = newClient();
  }

  String name() {
    return name;
  }

  String endpoint() {
    return "https://127.0.0.1:" + process.clientPort();
  }

  String peerUrl() {
    return "https://127.0.0.1:" + process.peerPort();
  }

  EtcdProcess process() {
    return process;
  }

  /** Of this member, over all its starts. */
  EtcdClient client() {
    return client;
  }

  /** One more connection, which the caller closes. */
  EtcdClient newClient() {
    return new EtcdClient(process.clientPort(), credentials);
  }

  /** Whether it runs and says that it leads. */
  boolean isLeader() {
    return status()
        .filter(status -> status.getLeader() == status.getHeader().getMemberId())
        .isPresent();
  }

  /** SIGTERM, and waits for the end, which must be an orderly one. */
  void stop() {
    int exit = process.sigterm();
    if (exit != 0 && exit != SIGTERM_EXIT) {
      throw new IllegalStateException(
          "exit code %d of %s:\n%s".formatted(exit, this, process.tail()));
    }
  }

  /** Waits for a linearizable read, before which it has what the others had applied. */
  void awaitInSync() {
    boolean isInSync =
        Await.until(LIMIT, () -> !process.isAlive() || client.answers(Duration.ofSeconds(5)));
    if (!isInSync || !process.isAlive()) {
      String state = process.isAlive() ? "is not in sync after " + LIMIT : "ended";
      throw new IllegalStateException(this + " " + state + ":\n" + process.tail());
    }
  }

  private Optional<StatusResponse> status() {
    if (!process.isAlive()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          MaintenanceGrpc.newBlockingStub(client.channel())
              .withDeadlineAfter(CALL_LIMIT)
              .status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      client.channel().resetConnectBackoff();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.close();
    if (process.isAlive()) {
      process.sigterm();
    }
    process.close();
  }

  @Override
  public String toString() {
    return name + " (" + process.label() + ")";
  }
}
