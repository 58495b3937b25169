package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a change of version goes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpgradeStatus(
    @Size(max = 32) List<UpgradeCheck> checks, @Nullable @Size(max = 63) String canary) {
  /** Puts the schema's default wherever nothing is given. */
  public UpgradeStatus {
    checks = Given.list(checks);
  }
}
