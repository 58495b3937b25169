package io.keelson.operator.resource;

import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.PeerTlsSpec;
import java.util.List;

/**
 * Whom a certificate is for, whoever issues it.
 *
 * @param names DNS names and addresses; empty for one that only a client shows
 * @param isServer whether servers show it; these show it as clients, too
 */
public record Subject(String commonName, List<String> names, boolean isServer) {
  /** The operator's identity towards members. */
  public static final String OPERATOR = "keelson-operator";

  /** Keeps an immutable copy. */
  public Subject {
    names = List.copyOf(names);
  }

  /** What members show to clients. */
  public static Subject server(EtcdCluster cluster, List<String> names) {
    return new Subject(Names.name(cluster) + "-server", names, true);
  }

  /** What members show to each other; named as the user says they must be. */
  public static Subject peer(EtcdCluster cluster, List<String> names) {
    PeerTlsSpec peer = cluster.getSpec().tls().effectivePeer();
    String allowed = peer == null ? null : peer.allowedCommonName();
    return new Subject(allowed == null ? Names.name(cluster) + "-peer" : allowed, names, true);
  }

  /** What the operator shows to members. */
  public static Subject operator() {
    return new Subject(OPERATOR, List.of(), false);
  }

  /** What a user's client may show to members. */
  public static Subject user(EtcdCluster cluster) {
    return new Subject(Names.name(cluster) + "-client", List.of(), false);
  }
}
