package io.keelson.e2e.cluster;

import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * One process of a cluster.
 *
 * @param peerUrl where the others dial it: its proxy
 */
public record Member(String name, EtcdProcess process, String peerUrl) {
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(2);
  private static final Duration CHANGE_LIMIT = Duration.ofSeconds(20);

  /** What it says about itself, empty when it does not run or does not answer soon. */
  public Optional<StatusResponse> status() {
    if (!process.isAlive() || process.isPaused()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          MaintenanceGrpc.newBlockingStub(process.client().channel())
              .withDeadlineAfter(STATUS_LIMIT)
              .status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      process.client().channel().resetConnectBackoff();
      return Optional.empty();
    }
  }

  /** Whether it answers a linearizable read soon. */
  public boolean isServing() {
    return process.isAlive()
        && !process.isPaused()
        && process.client().answers(Duration.ofSeconds(5));
  }

  /** What its client port answers to a GET of a page such as {@code /version}. */
  public String page(String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create(process.endpoint() + path);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  ClusterGrpc.ClusterBlockingStub cluster() {
    return ClusterGrpc.newBlockingStub(process.client().channel()).withDeadlineAfter(CHANGE_LIMIT);
  }

  @Override
  public String toString() {
    return name + " (" + process.label() + ")";
  }
}
