package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where backups are kept; exactly one kind of store. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(has(self.s3) ? 1 : 0) + (has(self.pvc) ? 1 : 0) + (has(self.gcs) ? 1 : 0) + (has(self.azure) ? 1 : 0) == 1",
    message = "a backup target must have exactly one of s3, pvc, gcs and azure")
public record BackupTargetSpec(
    @Nullable S3TargetSpec s3,
    @Nullable PvcTargetSpec pvc,
    @Nullable GcsTargetSpec gcs,
    @Nullable AzureTargetSpec azure) {
  /** What a path or the beginning of keys looks like: parts with slashes between them. */
  public static final String PATH =
      "^[A-Za-z0-9_=-][A-Za-z0-9._=-]*(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*$";

  /** What the address of a store looks like. */
  public static final String ENDPOINT = "^https?://[^ /]+(/[^ ]*)?$";
}
