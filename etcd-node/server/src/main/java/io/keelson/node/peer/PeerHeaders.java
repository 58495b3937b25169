package io.keelson.node.peer;

import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers by which members know each other, and what a member checks of them. */
final class PeerHeaders {
  static final String FROM = "X-Server-From";
  static final String VERSION = "X-Server-Version";
  static final String CLUSTER_ID = "X-Etcd-Cluster-ID";
  static final String URLS = "X-PeerURLs";
  static final String TO = "X-Raft-To";
  static final String INCOMPATIBLE = "incompatible version";
  static final String CLUSTER_MISMATCH = "cluster ID mismatch";

  private static final String MIN_CLUSTER_VERSION = "X-Min-Cluster-Version";
  private static final String MIN_VERSION = "3.0.0";
  private static final String VERSION_OF_NONE = "2.0.0";
  private static final Pattern SEMANTIC =
      Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.\\d{1,9}(?:[-+].*)?");
  private static final int URLS_MAX = 16;
  private static final int URLS_CHARS_MAX = 4096;

  private PeerHeaders() {}

  /** Major and minor version. */
  private record Line(int major, int minor) implements Comparable<Line> {
    static Optional<Line> parse(String text) {
      Matcher parts = SEMANTIC.matcher(text);
      return parts.matches()
          ? Optional.of(
              new Line(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
          : Optional.empty();
    }

    @Override
    public int compareTo(Line other) {
      return major != other.major
          ? Integer.compare(major, other.major)
          : Integer.compare(minor, other.minor);
    }
  }

  /** Puts into a request what every request between members carries. */
  static void write(HttpHeaders headers, PeerSettings.Self self) {
    headers.set(FROM, self.idText());
    headers.set(VERSION, self.version());
    headers.set(MIN_CLUSTER_VERSION, MIN_VERSION);
    headers.set(CLUSTER_ID, self.clusterText());
    if (!self.urls().isEmpty()) {
      headers.set(URLS, String.join(",", self.urls()));
    }
  }

  /** Whether the sender may talk to this member: empty, or the body of the refusal. */
  static Optional<String> check(HttpHeaders headers, PeerSettings.Self self, Logger log) {
    String server = headers.get(VERSION, VERSION_OF_NONE);
    String minCluster = headers.get(MIN_CLUSTER_VERSION, VERSION_OF_NONE);
    String problem = versionProblem(server, minCluster, self, headers.get(FROM, ""));
    if (!problem.isEmpty()) {
      log.warn(
          "failed version compatibility check",
          Field.of("local-member-id", self.idText()),
          Field.of("local-member-cluster-id", self.clusterText()),
          Field.of("local-member-server-version", self.version()),
          Field.of("local-member-server-minimum-cluster-version", MIN_VERSION),
          Field.of("remote-peer-server-name", headers.get(FROM, "")),
          Field.of("remote-peer-server-version", server),
          Field.of("remote-peer-server-minimum-cluster-version", minCluster),
          Field.error(problem));
      return Optional.of(INCOMPATIBLE);
    }
    String cluster = headers.get(CLUSTER_ID, "");
    if (!cluster.equals(self.clusterText())) {
      log.warn(
          "request cluster ID mismatch",
          Field.of("local-member-id", self.idText()),
          Field.of("local-member-cluster-id", self.clusterText()),
          Field.of("local-member-server-version", self.version()),
          Field.of("local-member-server-minimum-cluster-version", MIN_VERSION),
          Field.of("remote-peer-server-name", headers.get(FROM, "")),
          Field.of("remote-peer-server-version", server),
          Field.of("remote-peer-server-minimum-cluster-version", minCluster),
          Field.of("remote-peer-cluster-id", cluster));
      return Optional.of(CLUSTER_MISMATCH);
    }
    return Optional.empty();
  }

  private static String versionProblem(
      String server, String minCluster, PeerSettings.Self self, String from) {
    Optional<Line> remote = Line.parse(server);
    Optional<Line> remoteMin = Line.parse(minCluster);
    Optional<Line> local = Line.parse(self.version());
    if (remote.isEmpty() || remoteMin.isEmpty() || local.isEmpty()) {
      return "version is not a semantic one: " + server + ", " + minCluster;
    }
    if (remote.get().compareTo(new Line(3, 0)) < 0) {
      return "remote version is too low: remote[%s]=%s, local=%s"
          .formatted(from, server, self.version());
    }
    if (remoteMin.get().compareTo(local.get()) > 0) {
      return "local version is too low: remote[%s]=%s, local=%s"
          .formatted(from, server, self.version());
    }
    return "";
  }

  /** An id in hexadecimal digits; empty if it is none. */
  static Optional<Long> id(String text) {
    if (text.isEmpty() || text.length() > 16 || text.charAt(0) == '+' || text.charAt(0) == '-') {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseUnsignedLong(text, 16));
    } catch (NumberFormatException notHexadecimal) {
      return Optional.empty();
    }
  }

  /** Where the sender says that it can be reached; empty if it does not say, or too much. */
  static List<String> senderUrls(HttpHeaders headers) {
    String text = headers.get(URLS, "");
    if (text.isEmpty() || text.length() > URLS_CHARS_MAX) {
      return List.of();
    }
    List<String> urls = List.of(text.split(",", -1));
    boolean isUsable =
        urls.size() <= URLS_MAX && urls.stream().allMatch(url -> PeerUrl.parse(url).isPresent());
    return isUsable ? urls : List.of();
  }
}
