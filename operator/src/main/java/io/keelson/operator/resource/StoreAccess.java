package io.keelson.operator.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.ResolvedSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a container reads a backup: where it lies, as its request says it, and the secrets and
 * volumes that it needs for that. Secrets are mounted, never told.
 */
final class StoreAccess {
  private static final String ETC = "/etc/keelson/";
  private static final int SECRET_MODE = 0440;
  private static final ObjectMapper SORTED =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();
  private final Map<String, @Nullable Object> request = new TreeMap<>();

  private StoreAccess() {}

  /** Access to the backup that a source names. */
  static StoreAccess of(ResolvedSource source) {
    StoreAccess made = new StoreAccess();
    BackupTargetSpec target = source.target();
    if (target != null) {
      made.target(target);
    }
    BackupEncryptionSpec encryption = source.encryption();
    if (encryption != null) {
      made.encryption(encryption);
    }
    if (source.key() != null) {
      made.request.put("key", source.key());
    }
    return made;
  }

  List<Volume> volumes() {
    return List.copyOf(volumes);
  }

  List<VolumeMount> mounts() {
    return List.copyOf(mounts);
  }

  /** What the request says about it: target, key and encryption. */
  Map<String, @Nullable Object> request() {
    return new TreeMap<>(request);
  }

  /** The text of a request, its keys sorted. */
  static String text(Map<String, @Nullable Object> request) {
    try {
      return SORTED.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the request cannot be written", e);
    }
  }

  private void target(BackupTargetSpec target) {
    JsonNode text = SORTED.valueToTree(target);
    text.elements()
        .forEachRemaining(
            kind -> {
              if (kind instanceof ObjectNode fields) {
                fields.remove(List.of("credentialsSecretRef", "caBundleRef"));
              }
            });
    request.put("target", text);
    if (target.s3() != null) {
      secret("credentials", target.s3().credentialsSecretRef());
      secret("store-ca", target.s3().caBundleRef());
    } else if (target.gcs() != null) {
      secret("credentials", target.gcs().credentialsSecretRef());
    } else if (target.azure() != null) {
      secret("credentials", target.azure().credentialsSecretRef());
    } else if (target.pvc() != null) {
      volumes.add(
          new VolumeBuilder()
              .withName("backup")
              .withNewPersistentVolumeClaim()
              .withClaimName(target.pvc().claimName())
              .withReadOnly(true)
              .endPersistentVolumeClaim()
              .build());
      mounts.add(mount("backup", "/backup"));
    }
  }

  private void encryption(BackupEncryptionSpec encryption) {
    boolean age = encryption.age() != null;
    request.put("encryption", Map.of("type", age ? "age" : "aes256gcm"));
    if (encryption.age() != null) {
      secret("encryption", encryption.age().identitySecretRef());
    } else if (encryption.aes256gcm() != null) {
      secret("encryption", encryption.aes256gcm().keySecretRef());
    }
  }

  private void secret(String name, @Nullable String secret) {
    if (secret == null) {
      return;
    }
    volumes.add(
        new VolumeBuilder()
            .withName(name)
            .withNewSecret()
            .withSecretName(secret)
            .withDefaultMode(SECRET_MODE)
            .endSecret()
            .build());
    mounts.add(mount(name, ETC + name));
  }

  private static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(true).build();
  }
}
