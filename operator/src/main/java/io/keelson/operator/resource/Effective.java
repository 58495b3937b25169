package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.Quantity;
import io.keelson.operator.api.EffectiveStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.ImageSpec;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the operator derived where the user left it open.
 *
 * @param image the full name of the members' image
 * @param clusterDomain the DNS domain of the Kubernetes cluster, such as cluster.local
 * @param quotaBackendBytes the size of the database at which members refuse writes
 * @param clusterToken what the founding members know each other by
 * @param restartToken changes whenever members have to restart though nothing in the specification
 *     changed, as for a new authority; null until then
 * @param backupImage the full name of the image that makes and restores backups
 */
public record Effective(
    String image,
    String clusterDomain,
    long quotaBackendBytes,
    String clusterToken,
    @Nullable String restartToken,
    String backupImage) {
  /** The domain that nearly every Kubernetes cluster has. */
  public static final String DOMAIN = "cluster.local";

  /** The image that makes and restores backups, where the operator is told of no other. */
  public static final String BACKUP_IMAGE = "docker.io/keelson/etcd-backup:dev";

  private static final BigDecimal QUOTA_SHARE = new BigDecimal("0.75");
  private static final long QUOTA_MAX = 8L << 30;

  /**
   * Derives what can be derived; what the status has already latched (domain, token) stays.
   *
   * @param defaultImage taken where the user names none
   * @param detectedDomain taken where the user names none
   */
  public static Effective derive(EtcdCluster cluster, String defaultImage, String detectedDomain) {
    EtcdClusterStatus status = cluster.statusOrEmpty();
    EffectiveStatus latched = status.effective();
    String domain = cluster.getSpec().clusterDomain();
    if (domain == null && latched != null) {
      domain = latched.clusterDomain();
    }
    String token = status.clusterToken();
    return new Effective(
        image(cluster.getSpec().image(), cluster.getSpec().version(), defaultImage),
        domain == null ? detectedDomain : domain,
        quota(cluster),
        token == null ? cluster.getMetadata().getUid() : token,
        null,
        BACKUP_IMAGE);
  }

  /** The same, but members restart when the token changes. */
  public Effective withRestartToken(@Nullable String token) {
    return new Effective(image, clusterDomain, quotaBackendBytes, clusterToken, token, backupImage);
  }

  /** The same with another image that makes and restores backups. */
  public Effective withBackupImage(String backups) {
    return new Effective(
        image, clusterDomain, quotaBackendBytes, clusterToken, restartToken, backups);
  }

  /** As the status shows it. */
  public EffectiveStatus toStatus() {
    return new EffectiveStatus(image, clusterDomain, Long.toString(quotaBackendBytes));
  }

  /** A repository of the user's without tag or digest goes by the version. */
  private static String image(ImageSpec given, String version, String defaultImage) {
    if (given.repository() == null && given.tag() == null && given.digest() == null) {
      return defaultImage;
    }
    String repository = given.repository();
    if (repository == null) {
      repository = repositoryOf(defaultImage);
    }
    String tag = given.tag();
    if (tag == null && given.digest() == null) {
      tag = version;
    }
    return repository
        + (tag == null ? "" : ":" + tag)
        + (given.digest() == null ? "" : "@" + given.digest());
  }

  private static String repositoryOf(String image) {
    String withoutDigest = image.replaceFirst("@.*$", "");
    // A colon before the last slash is that of a port.
    int colon = withoutDigest.indexOf(':', withoutDigest.lastIndexOf('/') + 1);
    return colon < 0 ? withoutDigest : withoutDigest.substring(0, colon);
  }

  private static long quota(EtcdCluster cluster) {
    Quantity given = cluster.getSpec().options().quotaBackendBytes();
    if (given != null) {
      return given.getNumericalAmount().longValue();
    }
    BigDecimal size = cluster.getSpec().storage().size().getNumericalAmount();
    return Math.min(size.multiply(QUOTA_SHARE).longValue(), QUOTA_MAX);
  }
}
