package io.keelson.operator.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.ResolvedSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a container reads a backup: where it lies, as its request says it, and the secrets and
 * volumes that it needs for that. Secrets are mounted, never told.
 *
 * @param request what the request says about it: target, key and encryption
 */
record StoreAccess(
    List<Volume> volumes, List<VolumeMount> mounts, Map<String, @Nullable Object> request) {
  private static final ObjectMapper SORTED =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** Access to the backup that a source names. */
  static StoreAccess of(ResolvedSource source) {
    Map<String, @Nullable Object> request = new TreeMap<>();
    StoreMounts mounts = new StoreMounts().decrypting(source.encryption());
    BackupTargetSpec target = source.target();
    if (target != null) {
      mounts.target(target);
      request.put("target", BackupRequests.target(target));
    }
    if (source.encryption() != null) {
      request.put("encryption", BackupRequests.encryption(source.encryption()));
    }
    if (source.key() != null) {
      request.put("key", source.key());
    }
    return new StoreAccess(mounts.volumes(), mounts.mounts(), request);
  }

  /** The text of a request, its keys sorted. */
  static String text(Map<String, @Nullable Object> request) {
    try {
      return SORTED.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the request cannot be written", e);
    }
  }
}
