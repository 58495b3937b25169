package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of the server; what is not given is left to it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OptionsSpec(
    @Nullable Quantity quotaBackendBytes,
    @Default("None") CompactionMode autoCompactionMode,
    @Nullable @Pattern("^([0-9]{1,12}|([0-9]{1,9}(s|m|h)){1,3})$") @Size(max = 32)
        String autoCompactionRetention,
    @Nullable @Min(1) @Max(10_000_000) Long snapshotCount,
    @Nullable @Min(1) @Max(268_435_456) Long maxRequestBytes,
    @Nullable @Min(1) @Max(65_536) Integer maxTxnOps,
    @Nullable @Pattern(OptionsSpec.INTERVAL) @Size(max = 8) String heartbeatInterval,
    @Nullable @Pattern(OptionsSpec.INTERVAL) @Size(max = 8) String electionTimeout,
    @Nullable @Min(1) @Max(9) Integer maxLearners,
    @Nullable LogLevel logLevel,
    @Nullable MetricsLevel metrics,
    @Size(max = 32) Map<String, String> extraArgs) {
  /** Puts the schema's default wherever nothing is given. */
  public OptionsSpec {
    autoCompactionMode = Given.or(autoCompactionMode, CompactionMode.NONE);
    extraArgs = Given.map(extraArgs);
  }

  /** Intervals of the consensus: milliseconds or whole seconds. */
  static final String INTERVAL = "^[1-9][0-9]{0,4}(ms|s)$";

  /** Nothing given. */
  public static OptionsSpec defaults() {
    return new OptionsSpec(
        null, CompactionMode.NONE, null, null, null, null, null, null, null, null, null, Map.of());
  }
}
