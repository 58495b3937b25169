package io.keelson.operator.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ExternalClusterSpec;
import io.keelson.operator.api.MemberStatus;
import io.keelson.operator.api.VerifySpec;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program that does the work is told, as one JSON text. Names of secrets are not in it:
 * their content is mounted where the program looks for it.
 */
public final class BackupRequests {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BackupRequests() {}

  /** What {@code etcd-backup save} is told. */
  public static String save(BackupSubject subject, JobOrder order) {
    ObjectNode request = common(subject);
    request.set("source", source(subject));
    var compression = subject.backup().getSpec().compression();
    ObjectNode asked = request.putObject("compression");
    asked.set("type", JSON.valueToTree(compression.type()));
    if (compression.level() != null) {
      asked.put("level", compression.level());
    }
    Quantity rate = subject.backup().getSpec().throttle().bytesPerSecond();
    request.put(
        "throttleBytesPerSecond",
        rate == null
            ? 0L
            : rate.getNumericalAmount().setScale(0, RoundingMode.CEILING).longValue());
    request.put("deadlineSeconds", order.seconds());
    request.set("copies", copies(subject.backup()));
    EtcdCluster cluster = subject.cluster();
    if (cluster != null) {
      request.set("cluster", clusterSpec(cluster));
    }
    return text(request);
  }

  /**
   * What {@code etcd-backup verify} is told.
   *
   * @param sha256 of the stored object if known; else the manifest's is taken
   */
  public static String verify(BackupSubject subject, JobOrder order, @Nullable String sha256) {
    ObjectNode request = common(subject);
    VerifySpec asked = subject.backup().getSpec().verify();
    request.put("deadlineSeconds", Durations.parse(asked.timeout()).toSeconds());
    ObjectNode verify = request.putObject("verify");
    verify.set("level", JSON.valueToTree(order.level()));
    ObjectNode probe = verify.putObject("probe");
    probe.set("keys", JSON.valueToTree(asked.probe().keys()));
    probe.put("minKeys", asked.probe().minKeys());
    verify.put("sha256", sha256);
    return text(request);
  }

  /** What {@code etcd-backup delete} is told. */
  public static String delete(BackupSubject subject, JobOrder order) {
    ObjectNode request = common(subject);
    request.put("deadlineSeconds", order.seconds());
    request.set("copies", copies(subject.backup()));
    return text(request);
  }

  private static ObjectNode common(BackupSubject subject) {
    EtcdBackup backup = subject.backup();
    ObjectNode request = JSON.createObjectNode();
    ObjectNode identity = request.putObject("backup");
    identity.put("namespace", backup.getMetadata().getNamespace());
    identity.put("name", backup.getMetadata().getName());
    identity.put("uid", backup.getMetadata().getUid());
    identity.put("cluster", BackupNames.cluster(backup));
    identity.put("incarnation", incarnation(subject.cluster()));
    request.set("target", target(subject.target()));
    request.put("key", BackupNames.key(backup));
    request.set("encryption", encryption(subject.encryption()));
    return request;
  }

  private static int incarnation(@Nullable EtcdCluster cluster) {
    Integer counted = cluster == null ? null : cluster.statusOrEmpty().incarnation();
    return counted == null ? 1 : counted;
  }

  private static ObjectNode source(BackupSubject subject) {
    EtcdBackup backup = subject.backup();
    ObjectNode source = JSON.createObjectNode();
    ExternalClusterSpec external = backup.getSpec().external();
    EtcdCluster cluster = subject.cluster();
    List<String> endpoints =
        external != null ? external.endpoints() : endpoints(cluster, subject.clusterDomain());
    source.set("endpoints", JSON.valueToTree(endpoints));
    source.put("tls", endpoints.stream().anyMatch(url -> url.startsWith("https://")));
    source.put("serverName", external == null ? null : external.serverName());
    source.set("prefer", JSON.valueToTree(backup.getSpec().source().prefer()));
    source.put("maxLagEntries", backup.getSpec().source().maxLagEntries());
    source.put("auth", external != null && external.authSecretRef() != null);
    return source;
  }

  /** Every member by itself, so that one can be chosen; the service while none is known. */
  private static List<String> endpoints(@Nullable EtcdCluster cluster, String domain) {
    if (cluster == null) {
      return List.of();
    }
    List<String> urls = new ArrayList<>();
    for (MemberStatus member : cluster.statusOrEmpty().members()) {
      if (member.name() != null) {
        urls.add(Names.clientUrl(cluster, member.name(), domain));
      }
    }
    return urls.isEmpty() ? List.of(Names.serviceUrl(cluster, domain)) : urls;
  }

  /** A target as the program knows it: the same fields as in the API, without references. */
  public static ObjectNode target(BackupTargetSpec target) {
    ObjectNode tree = JSON.valueToTree(target);
    for (Map.Entry<String, JsonNode> store : tree.properties()) {
      ((ObjectNode) store.getValue()).remove(List.of("credentialsSecretRef", "caBundleRef"));
    }
    return tree;
  }

  /** How it is encrypted, without references; null where it is not. */
  public static @Nullable ObjectNode encryption(@Nullable BackupEncryptionSpec encryption) {
    if (encryption == null) {
      return null;
    }
    return JSON.createObjectNode().put("type", encryption.age() != null ? "age" : "aes256gcm");
  }

  private static ArrayNode copies(EtcdBackup backup) {
    ArrayNode copies = JSON.createArrayNode();
    backup.getSpec().copyTo().forEach(copy -> copies.add(target(copy)));
    return copies;
  }

  /** For the manifest. What users add to pods may hold secrets in its variables, and stays out. */
  private static ObjectNode clusterSpec(EtcdCluster cluster) {
    ObjectNode tree = JSON.valueToTree(cluster.getSpec());
    tree.remove("podTemplate");
    return tree;
  }

  private static String text(ObjectNode request) {
    try {
      return JSON.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
