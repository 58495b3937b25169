package io.keelson.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is in a cluster, and which of them a server is. Clusters of several speak TLS with mutual
 * authentication among each other when there are certificates; one member alone has no peers.
 */
record Seating(List<Seat> all, int own) {
  private static final long QUOTA_BYTES = 32L << 30;

  Seating {
    if (own < 0 || own >= all.size()) {
      throw new IllegalArgumentException("no seat " + own + " of " + all.size());
    }
    all = List.copyOf(all);
  }

  Seat seat() {
    return all.get(own);
  }

  private boolean isAlone() {
    return all.size() == 1;
  }

  /** The member's flags; both programs are given the same. */
  List<String> flags(Path dataDirectory, Optional<Certificates> certificates) {
    String client = scheme(certificates.isPresent()) + "127.0.0.1:" + seat().clientPort();
    boolean isPeerTls = certificates.isPresent() && !isAlone();
    String peer = peerUrl(seat(), isPeerTls);
    String cluster =
        all.stream()
            .map(it -> it.name() + "=" + peerUrl(it, isPeerTls))
            .collect(Collectors.joining(","));
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--name=" + seat().name(),
                "--data-dir=" + dataDirectory,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + cluster,
                "--initial-cluster-state=new",
                "--quota-backend-bytes=" + QUOTA_BYTES));
    if (!isAlone()) {
      flags.add("--listen-metrics-urls=http://127.0.0.1:" + seat().metricsPort());
    }
    certificates.ifPresent(
        it -> {
          flags.add("--cert-file=" + it.certificate());
          flags.add("--key-file=" + it.key());
          if (isPeerTls) {
            flags.add("--peer-cert-file=" + it.certificate());
            flags.add("--peer-key-file=" + it.key());
            flags.add("--peer-trusted-ca-file=" + it.authority());
            flags.add("--peer-client-cert-auth=true");
          }
        });
    return flags;
  }

  private static String peerUrl(Seat seat, boolean isTls) {
    return scheme(isTls) + "127.0.0.1:" + seat.peerPort();
  }

  private static String scheme(boolean isTls) {
    return isTls ? "https://" : "http://";
  }
}
