package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.RotationSpec;
import io.keelson.operator.cert.AuthorityBundle;
import io.keelson.operator.cert.BadCertificateException;
import io.keelson.operator.cert.CertificateFacts;
import io.keelson.operator.cert.Issued;
import io.keelson.operator.cert.SelfSignedAuthority;
import io.keelson.operator.resource.Effective;
import io.keelson.operator.resource.MemberPod;
import io.keelson.operator.resource.Names;
import io.keelson.operator.resource.Subject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's own authority and what it issues.
 *
 * <p>An authority is replaced in three steps, each over when all members have restarted: everybody
 * accepts the old and the new one; the new one issues all certificates; the old one is accepted no
 * longer. The secret of the authority tells how far that is, so a restart of the operator goes on
 * from there. The next authority waits in a secret of its own.
 */
final class AuthorityKeeper {
  /** Which replacement the cluster is at; every change restarts members once. */
  private static final String STAGE_ANNOTATION = "etcd.keelson.dev/authority-stage";

  private static final String NEXT_SUFFIX = "-next";

  private final Secrets secrets;
  private final SecureRandom random;
  private final Map<String, Boolean> busy = new ConcurrentHashMap<>();

  AuthorityKeeper(Secrets secrets, SecureRandom random) {
    this.secrets = secrets;
    this.random = random;
  }

  /** Whether the authority is being replaced. */
  boolean isBusy(EtcdCluster cluster) {
    return busy.getOrDefault(cluster.getMetadata().getUid(), false);
  }

  /**
   * Makes or renews what is due.
   *
   * @param issued by name of the secret, whom certificates are for
   * @return what members have to restart for, null before the first replacement
   * @throws BadCertificateException if the authority's secret is broken
   */
  @Nullable String keep(
      EtcdCluster cluster,
      Effective effective,
      Map<String, Subject> issued,
      List<Pod> pods,
      Instant now)
      throws BadCertificateException {
    String name = Names.authoritySecret(cluster);
    RotationSpec rotation = cluster.getSpec().tls().rotation();
    Secrets.Found current = secrets.find(cluster, name);
    if (current == null) {
      current = create(cluster, rotation, now);
      secrets.write(cluster, name, current);
    }
    String stage = current.annotations().getOrDefault(STAGE_ANNOTATION, "");
    AuthorityBundle accepted = AuthorityBundle.of(current.authorities());
    boolean replacing = accepted.certificates().size() > 1;
    if (!replacing
        && CertificateFacts.of(current.certificate()).authorityNeedsRenewal(now, rotation)) {
      current = announce(cluster, current, rotation, now);
      stage = current.annotations().getOrDefault(STAGE_ANNOTATION, "");
      replacing = true;
    } else if (replacing && allCurrent(cluster, effective, stage, pods)) {
      current = advance(cluster, current);
      stage = current.annotations().getOrDefault(STAGE_ANNOTATION, "");
    }
    busy.put(cluster.getMetadata().getUid(), replacing);
    issue(cluster, current, issued, rotation, now);
    return stage.isEmpty() ? null : stage;
  }

  private Secrets.Found create(EtcdCluster cluster, RotationSpec rotation, Instant now) {
    Issued made = make(cluster, rotation, now);
    return new Secrets.Found(made.certificate(), made.key(), made.certificate(), Map.of());
  }

  private Issued make(EtcdCluster cluster, RotationSpec rotation, Instant now) {
    return SelfSignedAuthority.create(
        Names.name(cluster) + "-ca", now, Durations.parse(rotation.caValidity()), random);
  }

  /** Step one: the next authority is made, and accepted beside the present one. */
  private Secrets.Found announce(
      EtcdCluster cluster, Secrets.Found current, RotationSpec rotation, Instant now)
      throws BadCertificateException {
    Issued next = make(cluster, rotation, now);
    secrets.write(
        cluster,
        Names.authoritySecret(cluster) + NEXT_SUFFIX,
        new Secrets.Found(next.certificate(), next.key(), next.certificate(), Map.of()));
    String both = AuthorityBundle.of(current.authorities()).with(next.certificate()).text();
    return write(
        cluster,
        current.certificate(),
        current.key(),
        both,
        CertificateFacts.of(next.certificate()).serial().substring(0, 8) + "-1");
  }

  /** Steps two and three: the next authority issues; then it is the only one. */
  private Secrets.Found advance(EtcdCluster cluster, Secrets.Found current)
      throws BadCertificateException {
    String stage = current.annotations().getOrDefault(STAGE_ANNOTATION, "");
    String base = stage.isEmpty() ? "0" : stage.substring(0, stage.length() - 2);
    Secrets.Found next = secrets.find(cluster, Names.authoritySecret(cluster) + NEXT_SUFFIX);
    if (next == null) {
      throw new BadCertificateException(
          "the next authority is gone: remove the second certificate from ca.crt");
    }
    if (stage.endsWith("-1")) {
      return write(cluster, next.certificate(), next.key(), current.authorities(), base + "-2");
    }
    return write(cluster, next.certificate(), next.key(), next.certificate(), base + "-3");
  }

  private Secrets.Found write(
      EtcdCluster cluster, String certificate, String key, String accepted, String stage) {
    Secrets.Found written =
        new Secrets.Found(certificate, key, accepted, Map.of(STAGE_ANNOTATION, stage));
    secrets.write(cluster, Names.authoritySecret(cluster), written);
    return written;
  }

  /** Every member has restarted for this stage. */
  private static boolean allCurrent(
      EtcdCluster cluster, Effective effective, String stage, List<Pod> pods) {
    String wanted = MemberPod.specHash(cluster, effective.withRestartToken(stage));
    return pods.size() >= cluster.getSpec().replicas()
        && pods.stream()
            .allMatch(
                pod ->
                    wanted.equals(
                        pod.getMetadata().getAnnotations().get(Names.SPEC_HASH_ANNOTATION)));
  }

  private void issue(
      EtcdCluster cluster,
      Secrets.Found current,
      Map<String, Subject> issued,
      RotationSpec rotation,
      Instant now)
      throws BadCertificateException {
    SelfSignedAuthority authority =
        SelfSignedAuthority.of(new Issued(current.certificate(), current.key()), random);
    for (Map.Entry<String, Subject> use : new TreeMap<>(issued).entrySet()) {
      Secrets.Found found = secrets.find(cluster, use.getKey());
      if (found != null && isGood(found, current, use.getValue(), rotation, now)) {
        if (!found.authorities().equals(current.authorities())) {
          secrets.write(
              cluster,
              use.getKey(),
              new Secrets.Found(found.certificate(), found.key(), current.authorities(), Map.of()));
        }
        continue;
      }
      Issued made = authority.issue(use.getValue(), now, Durations.parse(rotation.validity()));
      secrets.write(
          cluster,
          use.getKey(),
          new Secrets.Found(made.certificate(), made.key(), current.authorities(), Map.of()));
    }
  }

  private static boolean isGood(
      Secrets.Found found,
      Secrets.Found authority,
      Subject subject,
      RotationSpec rotation,
      Instant now) {
    try {
      CertificateFacts facts = CertificateFacts.of(found.certificate());
      return !found.key().isEmpty()
          && facts.isFor(subject)
          && !facts.needsRenewal(now, rotation)
          && AuthorityBundle.only(authority.certificate()).issued(found.certificate());
    } catch (BadCertificateException e) {
      return false; // broken by somebody: issued anew
    }
  }
}
