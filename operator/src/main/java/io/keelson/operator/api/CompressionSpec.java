package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Compression of a backup. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.type != 'Gzip' || !has(self.level) || self.level <= 9",
    message = "compression.level may be at most 9 with Gzip")
@ValidationRule(
    value = "self.type != 'None' || !has(self.level)",
    message = "compression.level needs compression.type Gzip or Zstd")
public record CompressionSpec(
    @Default("Zstd") CompressionType type, @Nullable @Min(1) @Max(19) Integer level) {
  /** Puts the schema's default wherever nothing is given. */
  public CompressionSpec {
    type = Given.or(type, CompressionType.ZSTD);
  }

  /** Zstandard at its usual level. */
  public static CompressionSpec defaults() {
    return new CompressionSpec(CompressionType.ZSTD, null);
  }
}
