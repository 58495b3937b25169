package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.keelson.operator.api.CertManagerSpec;
import io.keelson.operator.api.ClientTlsSpec;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.IssuerRef;
import io.keelson.operator.api.PeerTlsSpec;
import io.keelson.operator.api.RotationSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What cert-manager is asked for. */
public final class Certificates {
  private Certificates() {}

  /** One for each secret that comes from cert-manager; only for clusters that know the kind. */
  public static List<GenericKubernetesResource> build(EtcdCluster cluster, Effective effective) {
    String domain = effective.clusterDomain();
    List<GenericKubernetesResource> made = new ArrayList<>();
    ClientTlsSpec client = cluster.getSpec().tls().client();
    if (client != null && client.certManager() != null) {
      IssuerRef issuer = issuer(client.certManager());
      List<String> names = SubjectNames.ofServer(cluster, domain);
      made.add(
          certificate(
              cluster, Names.serverSecret(cluster), Subject.server(cluster, names), issuer));
      made.add(certificate(cluster, Names.operatorSecret(cluster), Subject.operator(), issuer));
      made.add(certificate(cluster, Names.clientSecret(cluster), Subject.user(cluster), issuer));
    }
    PeerTlsSpec peer = cluster.getSpec().tls().effectivePeer();
    if (peer != null && peer.certManager() != null) {
      List<String> names = SubjectNames.ofPeer(cluster, domain);
      made.add(
          certificate(
              cluster,
              Names.peerSecret(cluster),
              Subject.peer(cluster, names),
              issuer(peer.certManager())));
    }
    return made;
  }

  private static IssuerRef issuer(CertManagerSpec source) {
    return source.issuerRef();
  }

  private static GenericKubernetesResource certificate(
      EtcdCluster cluster, String secret, Subject subject, IssuerRef issuer) {
    RotationSpec rotation = cluster.getSpec().tls().rotation();
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("secretName", secret);
    spec.put("commonName", subject.commonName());
    spec.put("duration", hours(rotation.validity()));
    spec.put("renewBefore", hours(rotation.renewBefore()));
    List<String> names = subject.names().stream().filter(n -> !SubjectNames.isAddress(n)).toList();
    List<String> addresses = subject.names().stream().filter(SubjectNames::isAddress).toList();
    if (!names.isEmpty()) {
      spec.put("dnsNames", names);
    }
    if (!addresses.isEmpty()) {
      spec.put("ipAddresses", addresses);
    }
    spec.put("privateKey", Map.of("algorithm", "ECDSA", "size", 256, "rotationPolicy", "Always"));
    spec.put(
        "usages",
        subject.isServer()
            ? List.of("digital signature", "server auth", "client auth")
            : List.of("digital signature", "client auth"));
    spec.put(
        "issuerRef", Map.of("name", issuer.name(), "kind", issuer.kind(), "group", issuer.group()));
    return Generic.object(
        "cert-manager.io/v1",
        "Certificate",
        Owners.ofCluster(cluster, secret, "certificate"),
        spec);
  }

  /** cert-manager knows no days. */
  private static String hours(String duration) {
    return Durations.parse(duration).toHours() + "h0m0s";
  }
}
