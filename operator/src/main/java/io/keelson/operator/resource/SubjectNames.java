package io.keelson.operator.resource;

import io.keelson.operator.api.EtcdCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The names that certificates are for. */
public final class SubjectNames {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private SubjectNames() {}

  /** Of the certificates that members show to clients, the operator and, as clients, themselves. */
  public static List<String> ofServer(EtcdCluster cluster, String clusterDomain) {
    List<String> names = new ArrayList<>(members(cluster, clusterDomain));
    String service = Names.clientService(cluster);
    String namespace = Names.namespace(cluster);
    names.add(service);
    names.add(service + "." + namespace);
    names.add(service + "." + namespace + ".svc");
    names.add(service + "." + namespace + ".svc." + clusterDomain);
    names.add("localhost");
    names.add("127.0.0.1");
    names.add("::1");
    var client = cluster.getSpec().tls().client();
    if (client != null) {
      names.addAll(client.extraSANs());
    }
    return names.stream().distinct().toList();
  }

  /** Of the certificates that members show to each other; no addresses, since pods change them. */
  public static List<String> ofPeer(EtcdCluster cluster, String clusterDomain) {
    List<String> names = new ArrayList<>(members(cluster, clusterDomain));
    var peer = cluster.getSpec().tls().peer();
    if (peer != null) {
      names.addAll(peer.extraSANs());
    }
    return names.stream().distinct().toList();
  }

  /** Whether a name is an address. */
  public static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }

  private static List<String> members(EtcdCluster cluster, String clusterDomain) {
    String domain = "*." + Names.peerService(cluster) + "." + Names.namespace(cluster) + ".svc";
    return List.of(domain, domain + "." + clusterDomain);
  }
}
