package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of the server; what is not given is left to it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.quotaBackendBytes) || isQuantity(string(self.quotaBackendBytes)) && "
            + "quantity(string(self.quotaBackendBytes)).compareTo(quantity('100Mi')) >= 0",
    message = "options.quotaBackendBytes must be a quantity of at least 100Mi, as in 6Gi")
@ValidationRule(
    value =
        "(has(self.electionTimeout) ? duration(self.electionTimeout) : "
            + "duration('1000ms')).getMilliseconds() >= 5 * (has(self.heartbeatInterval) ? "
            + "duration(self.heartbeatInterval) : duration('100ms')).getMilliseconds()",
    message =
        "options.electionTimeout (1000ms if not given) must be at least 5 times "
            + "options.heartbeatInterval (100ms if not given)")
@ValidationRule(
    value =
        "(has(self.electionTimeout) ? duration(self.electionTimeout) : "
            + "duration('1000ms')).getMilliseconds() <= 50000",
    message = "options.electionTimeout must be at most 50s")
@ValidationRule(
    value = "self.autoCompactionMode == 'None' || has(self.autoCompactionRetention)",
    message =
        "options.autoCompactionRetention is needed with autoCompactionMode, as in 1h for "
            + "Periodic or 1000 for Revision")
@ValidationRule(
    value =
        "!has(self.extraArgs) || self.extraArgs.all(k, k.matches('^[a-z][a-z0-9-]*$') && "
            + "k.size() <= 64)",
    message =
        "options.extraArgs must name flags without leading dashes, as in max-concurrent-"
            + "streams")
@ValidationRule(
    value =
        "!has(self.extraArgs) || self.extraArgs.all(k, !(k in ['name', 'data-dir', 'wal-"
            + "dir', 'config-file', 'discovery', 'discovery-srv', 'discovery-fallback', "
            + "'discovery-proxy', 'proxy', 'force-new-cluster', 'auto-tls', 'peer-auto-tls', "
            + "'client-cert-auth', 'peer-client-cert-auth', 'tls-min-version', 'tls-max-"
            + "version', 'cipher-suites', 'feature-gates', 'strict-reconfig-check', 'version', "
            + "'help']) && !k.matches('^(initial|listen|advertise|experimental-"
            + "initial)-|(cert|key|ca)-file$|crl-"
            + "file$|allowed-(cn|hostname)$|^(experimental-)?(peer|client)-skip-'))",
    message =
        "options.extraArgs may not set names, directories, addresses, initial-*, TLS or a"
            + " config file: the operator sets these")
@ValidationRule(
    value =
        "!has(self.extraArgs) || self.extraArgs.all(k, !(k in ['quota-backend-bytes', "
            + "'auto-compaction-mode', 'auto-compaction-retention', 'snapshot-count', 'max-"
            + "request-bytes', 'max-txn-ops', 'heartbeat-interval', 'election-timeout', 'max-"
            + "learners', 'log-level', 'metrics']))",
    message =
        "options.extraArgs may not set what has a field of its own in options: use that " + "field")
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
