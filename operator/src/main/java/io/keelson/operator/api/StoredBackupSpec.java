package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A backup in a store, by its place.
 *
 * @param key what the keys of the backup begin with, without the prefix of the target, or the key
 *     of its manifest; one that ends with .db is a plain snapshot file without a manifest
 * @param sha256 of the stored object; checked when given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredBackupSpec(
    @Required BackupTargetSpec target,
    @Required @Size(min = 1, max = 512) String key,
    @Nullable @Size(min = 64, max = 64) @Pattern("^[0-9a-f]{64}$") String sha256) {
  /** Puts the schema's default wherever nothing is given. */
  public StoredBackupSpec {
    target = Given.or(target, new BackupTargetSpec(null, null, null, null));
    key = Given.or(key, "");
  }
}
