package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Encryption by an S3 store. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.type == 'aws:kms' || !has(self.kmsKeyId)",
    message = "sse.kmsKeyId needs sse.type aws:kms")
public record S3SseSpec(
    @Required SseType type, @Nullable @Size(min = 1, max = 512) String kmsKeyId) {
  /** Puts the schema's default wherever nothing is given. */
  public S3SseSpec {
    type = Given.or(type, SseType.AES256);
  }
}
