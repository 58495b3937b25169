package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The volume of each member. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StorageSpec(
    @Default("8Gi") Quantity size,
    @Nullable @Size(max = 253) String storageClassName,
    @Default("Disk") StorageMedium medium,
    @Default("24h") @Pattern(Durations.PATTERN) @Size(max = 32) String retainRemovedFor) {
  /** Puts the schema's default wherever nothing is given. */
  public StorageSpec {
    size = Given.or(size, new Quantity("8Gi"));
    medium = Given.or(medium, StorageMedium.DISK);
    retainRemovedFor = Given.or(retainRemovedFor, "24h");
  }

  /** A volume of 8Gi of the usual class. */
  public static StorageSpec defaults() {
    return new StorageSpec(new Quantity("8Gi"), null, StorageMedium.DISK, "24h");
  }
}
