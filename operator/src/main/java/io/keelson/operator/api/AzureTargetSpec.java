package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A container of Azure Blob Storage.
 *
 * @param credentialsSecretRef a secret with one of account-key, sas-token and connection-string;
 *     without one, the identity of the pod
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AzureTargetSpec(
    @Required @Size(min = 3, max = 24) String account,
    @Required @Size(min = 3, max = 63) String container,
    @Nullable @Size(min = 1, max = 256) @Pattern(BackupTargetSpec.PATH) String prefix,
    @Nullable @Size(min = 1, max = 512) @Pattern(BackupTargetSpec.ENDPOINT) String endpoint,
    @Nullable @Size(min = 1, max = 253) String credentialsSecretRef) {
  /** Puts the schema's default wherever nothing is given. */
  public AzureTargetSpec {
    account = Given.or(account, "");
    container = Given.or(container, "");
  }
}
