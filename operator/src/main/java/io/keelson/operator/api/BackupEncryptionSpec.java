package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How backups are encrypted before they leave the pod; exactly one way. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(has(self.age) ? 1 : 0) + (has(self.aes256gcm) ? 1 : 0) == 1",
    message = "encryption must have exactly one of age and aes256gcm")
public record BackupEncryptionSpec(@Nullable AgeSpec age, @Nullable AesGcmSpec aes256gcm) {}
