package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of an S3-compatible store.
 *
 * @param prefix what all keys begin with
 * @param endpoint the URL of the store; that of AWS in the region where none is given
 * @param credentialsSecretRef a secret with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and maybe
 *     AWS_SESSION_TOKEN; without one, the identity of the pod
 * @param caBundleRef a secret with ca.crt: the authorities that the store's certificate is checked
 *     by
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.bucket.matches('^[a-z0-9][a-z0-9.-]*[a-z0-9]$')",
    message =
        "s3.bucket must consist of a-z, 0-9, '.' and '-', and begin and end with a letter or digit")
public record S3TargetSpec(
    @Required @Size(min = 3, max = 63) String bucket,
    @Nullable @Size(min = 1, max = 256) @Pattern(BackupTargetSpec.PATH) String prefix,
    @Nullable @Size(min = 1, max = 512) @Pattern(BackupTargetSpec.ENDPOINT) String endpoint,
    @Nullable @Size(min = 1, max = 64) String region,
    @Nullable @Size(min = 1, max = 253) String credentialsSecretRef,
    @Nullable @Size(min = 1, max = 253) String caBundleRef,
    @Default("false") boolean forcePathStyle,
    @Default("WhenSupported") S3Checksum checksum,
    @Nullable S3SseSpec sse,
    @Nullable @Size(min = 1, max = 64) String storageClass) {
  /** Puts the schema's default wherever nothing is given. */
  public S3TargetSpec {
    bucket = Given.or(bucket, "");
    checksum = Given.or(checksum, S3Checksum.WHEN_SUPPORTED);
  }
}
