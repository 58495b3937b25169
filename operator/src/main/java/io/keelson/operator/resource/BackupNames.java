package io.keelson.operator.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keelson.operator.api.ClusterRef;
import io.keelson.operator.api.EtcdBackup;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Names, labels and keys of what is made for a backup. */
public final class BackupNames {
  /** The name of the EtcdBackup, on its jobs and their pods. */
  public static final String BACKUP_LABEL = "etcd.keelson.dev/backup";

  /** What a job does; see {@link JobOrder.Purpose}. */
  public static final String PURPOSE_LABEL = "etcd.keelson.dev/purpose";

  /** The number of the job among those of its backup. */
  public static final String ATTEMPT_LABEL = "etcd.keelson.dev/attempt";

  /**
   * The cluster that a pod is a client of. Not the label of what belongs to a cluster: services and
   * budgets count by that one.
   */
  public static final String CLIENT_OF_LABEL = "etcd.keelson.dev/client-of";

  /** Of the containers. */
  public static final String SAVE = "save";

  public static final String VERIFY = "verify";
  public static final String DELETE = "delete";

  private static final int NAME_MAX = 63;
  private static final int HASH_LENGTH = 8;

  private BackupNames() {}

  /** The name of a job; as long as a name may be, whatever the backup's. */
  public static String job(EtcdBackup backup, JobOrder order) {
    return fit(backup.getMetadata().getName(), "-" + order.purpose().text() + "-" + order.number());
  }

  /** A name with an ending; one that is too long is cut, and told from others by a hash. */
  static String fit(String name, String ending) {
    int room = NAME_MAX - ending.length();
    if (name.length() <= room) {
      return name + ending;
    }
    String cut = name.substring(0, room - HASH_LENGTH - 1).replaceFirst("[-.]+$", "");
    return cut + "-" + hash(name) + ending;
  }

  private static String hash(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What stands for the cluster in keys and labels. */
  public static String cluster(EtcdBackup backup) {
    ClusterRef reference = backup.getSpec().clusterRef();
    return reference == null ? "external" : reference.name();
  }

  /** What the keys of a backup begin with, after the prefix of its target. */
  public static String key(EtcdBackup backup) {
    String uid = backup.getMetadata().getUid();
    return "%s/%s/%s-%s"
        .formatted(
            backup.getMetadata().getNamespace(),
            cluster(backup),
            backup.getMetadata().getName(),
            uid.substring(0, Math.min(8, uid.length())));
  }

  /** What finds the jobs and pods of a backup. */
  public static Map<String, String> selector(EtcdBackup backup) {
    return Map.of(BACKUP_LABEL, backup.getMetadata().getName());
  }

  /** Of a job and its pod. */
  static Map<String, String> labels(EtcdBackup backup, JobOrder order) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("app.kubernetes.io/name", "etcd-backup");
    labels.put("app.kubernetes.io/instance", backup.getMetadata().getName());
    labels.put("app.kubernetes.io/component", "backup");
    labels.put(Names.MANAGED_BY_LABEL, Names.MANAGED_BY);
    labels.put(BACKUP_LABEL, backup.getMetadata().getName());
    labels.put(PURPOSE_LABEL, order.purpose().text());
    labels.put(ATTEMPT_LABEL, Integer.toString(order.number()));
    ClusterRef reference = backup.getSpec().clusterRef();
    if (reference != null) {
      labels.put(CLIENT_OF_LABEL, reference.name());
    }
    return Collections.unmodifiableMap(labels);
  }
}
