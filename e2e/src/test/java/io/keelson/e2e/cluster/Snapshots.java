package io.keelson.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** How many snapshots members have sent one another, by their metrics. */
final class Snapshots {
  private static final String SENT = "etcd_network_snapshot_send_success{";
  private static final String RECEIVED = "etcd_network_snapshot_receive_success{";

  private Snapshots() {}

  /** Counted at both ends, since the present processes began. */
  static long count(ClusterProcesses cluster) {
    return cluster.members().stream()
        .flatMap(member -> metrics(member).lines())
        .filter(line -> line.startsWith(SENT) || line.startsWith(RECEIVED))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String metrics(Member member) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create(member.process().endpoint() + "/metrics");
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
}
