package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The volume of each member. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "isQuantity(string(self.size)) && "
            + "quantity(string(self.size)).isGreaterThan(quantity('0'))",
    message = "storage.size must be a quantity above zero, as in 8Gi")
@ValidationRule(
    value = "quantity(string(self.size)).compareTo(quantity(string(oldSelf.size))) >= 0",
    message = "storage.size may only grow: volumes cannot shrink")
@ValidationRule(
    value = "self.medium == oldSelf.medium",
    message = "storage.medium is immutable: make a new cluster and restore a snapshot into it")
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
