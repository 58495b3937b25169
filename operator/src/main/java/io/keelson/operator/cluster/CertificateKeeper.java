package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.api.CertificateStatus;
import io.keelson.operator.api.ClientTlsSpec;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.PeerTlsSpec;
import io.keelson.operator.api.RotationSpec;
import io.keelson.operator.cert.BadCertificateException;
import io.keelson.operator.cert.CertificateFacts;
import io.keelson.operator.resource.Effective;
import io.keelson.operator.resource.Names;
import io.keelson.operator.resource.Subject;
import io.keelson.operator.resource.SubjectNames;
import io.keelson.operator.status.Report;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the secrets with certificates of clusters: issues and renews those of the cluster's own
 * authority, and looks at those that come from elsewhere. What was found to be in order is looked
 * at again after a minute. Any thread; turns of one cluster never overlap.
 */
final class CertificateKeeper {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final String CERT_MANAGER = "cert-manager.io/v1";

  private final KubernetesClient client;
  private final Secrets secrets;
  private final AuthorityKeeper authorities;
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

  private record Remembered(long generation, Instant until, Kept kept) {}

  /**
   * What a look at the certificates gave.
   *
   * @param ready members can be started
   * @param report for the status
   * @param restartToken changes when members have to restart for a new authority
   */
  record Kept(boolean ready, Report.Certificates report, @Nullable String restartToken) {
    static Kept none() {
      return new Kept(true, Report.Certificates.none(), null);
    }
  }

  CertificateKeeper(KubernetesClient client) {
    this.client = client;
    this.secrets = new Secrets(client);
    this.authorities = new AuthorityKeeper(secrets, new SecureRandom());
  }

  /**
   * Makes what is missing or due.
   *
   * @param pods of the members: while an authority is replaced, all have to have learned of it
   */
  Kept keep(EtcdCluster cluster, Effective effective, List<Pod> pods, Instant now) {
    ClientTlsSpec clientTls = cluster.getSpec().tls().client();
    PeerTlsSpec peerTls = cluster.getSpec().tls().effectivePeer();
    if (clientTls == null && peerTls == null) {
      return Kept.none();
    }
    String uid = cluster.getMetadata().getUid();
    Remembered last = remembered.get(uid);
    if (last != null
        && last.generation() == cluster.getMetadata().getGeneration()
        && last.until().isAfter(now)) {
      return last.kept();
    }
    Kept kept = look(cluster, effective, pods, now);
    if (kept.ready() && kept.report().reason().isEmpty() && !authorities.isBusy(cluster)) {
      remembered.put(
          uid, new Remembered(cluster.getMetadata().getGeneration(), now.plus(LOOK_AGAIN), kept));
    } else {
      remembered.remove(uid);
    }
    return kept;
  }

  void forget(String uid) {
    remembered.remove(uid);
  }

  private Kept look(EtcdCluster cluster, Effective effective, List<Pod> pods, Instant now) {
    List<Use> uses = uses(cluster, effective);
    String token = null;
    try {
      if (uses.stream().anyMatch(Use::selfSigned)) {
        token = authorities.keep(cluster, effective, issued(uses), pods, now);
      }
    } catch (BadCertificateException e) {
      return notReady("SecretInvalid", Names.authoritySecret(cluster) + ": " + e.getMessage());
    }
    return review(cluster, uses, token, now);
  }

  /** One secret, what it is for and where it comes from. */
  record Use(String secret, Subject subject, boolean selfSigned, boolean certManager) {}

  private static Map<String, Subject> issued(List<Use> uses) {
    Map<String, Subject> subjects = new TreeMap<>();
    uses.stream().filter(Use::selfSigned).forEach(use -> subjects.put(use.secret(), use.subject()));
    return subjects;
  }

  private static List<Use> uses(EtcdCluster cluster, Effective effective) {
    List<Use> uses = new ArrayList<>();
    ClientTlsSpec client = cluster.getSpec().tls().client();
    String domain = effective.clusterDomain();
    if (client != null) {
      boolean own = client.selfSigned() != null;
      boolean manager = client.certManager() != null;
      Subject server = Subject.server(cluster, SubjectNames.ofServer(cluster, domain));
      uses.add(new Use(Names.serverSecret(cluster), server, own, manager));
      boolean ownOperator = own && client.operatorSecretRef() == null;
      uses.add(new Use(Names.operatorSecret(cluster), Subject.operator(), ownOperator, manager));
      if (own) {
        uses.add(new Use(Names.clientSecret(cluster), Subject.user(cluster), true, false));
      }
    }
    PeerTlsSpec peer = cluster.getSpec().tls().effectivePeer();
    if (peer != null) {
      Subject subject = Subject.peer(cluster, SubjectNames.ofPeer(cluster, domain));
      uses.add(
          new Use(
              Names.peerSecret(cluster),
              subject,
              peer.selfSigned() != null,
              peer.certManager() != null));
    }
    return uses;
  }

  /** Looks at every certificate in use, whoever issued it. */
  private Kept review(EtcdCluster cluster, List<Use> uses, @Nullable String token, Instant now) {
    RotationSpec rotation = cluster.getSpec().tls().rotation();
    List<CertificateStatus> list = new ArrayList<>();
    String reason = "";
    String message = "";
    for (Use use : uses) {
      Secrets.Found found = secrets.find(cluster, use.secret());
      if (found == null) {
        return missing(use);
      }
      try {
        CertificateFacts facts = CertificateFacts.of(found.certificate());
        if (found.key().isEmpty() || found.authorities().isEmpty()) {
          return notReady(
              "SecretInvalid",
              "secret %s needs the entries tls.crt, tls.key and ca.crt".formatted(use.secret()));
        }
        list.add(
            new CertificateStatus(
                use.secret(),
                facts.notAfter().toString(),
                facts.renewAt(rotation).toString(),
                facts.serial(),
                CertificateFacts.of(found.authorities()).fingerprint()));
        if (!facts.notAfter().isAfter(now)) {
          reason = "Expired";
          message = "secret %s expired at %s".formatted(use.secret(), facts.notAfter());
        } else if (reason.isEmpty() && !use.selfSigned() && facts.needsRenewal(now, rotation)) {
          reason = "Expiring";
          message = "secret %s expires at %s".formatted(use.secret(), facts.notAfter());
        }
      } catch (BadCertificateException e) {
        return notReady("SecretInvalid", "secret " + use.secret() + ": " + e.getMessage());
      }
    }
    return new Kept(true, new Report.Certificates(true, list, reason, message), token);
  }

  private Kept missing(Use use) {
    if (use.certManager()) {
      return client.supports(CERT_MANAGER, "Certificate")
          ? notReady(
              "IssuerNotReady",
              "cert-manager has not made secret %s yet: look at".formatted(use.secret())
                  + " the Certificate of that name")
          : notReady("CertManagerMissing", "cert-manager is not installed in this Kubernetes");
    }
    return notReady(
        "SecretMissing",
        "secret %s is missing: make it, with the entries tls.crt, tls.key and ca.crt"
            .formatted(use.secret()));
  }

  private static Kept notReady(String reason, String message) {
    return new Kept(false, new Report.Certificates(true, List.of(), reason, message), null);
  }
}
