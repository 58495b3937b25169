package io.keelson.node.config;

import java.time.Duration;

/** Metrics, logs, tracing, unsafe switches and the command itself. */
final class MonitoringFlags {
  static final Duration DEFAULT_WARNING_UNARY_REQUEST = Duration.ofMillis(300);

  static final FlagGroup MONITORING = new FlagGroup("Monitoring");
  static final FlagGroup LOGGING = new FlagGroup("Logging");
  static final FlagGroup TRACING = new FlagGroup("Distributed tracing");
  static final FlagGroup UNSAFE = new FlagGroup("Unsafe");
  static final FlagGroup COMMAND = new FlagGroup("Command");

  static final Flag<String> METRICS =
      MONITORING.text("metrics", "basic", "'extensive' adds histograms of all gRPC calls.");
  static final Flag<Boolean> METRICS_GO_COMPAT =
      MONITORING.bool(
          "metrics-go-compat", false, "Imitate the metrics of the Go runtime for old dashboards.");
  static final Flag<UrlList> LISTEN_METRICS_URLS =
      MONITORING.urls(
          "listen-metrics-urls",
          FlagKind.CONFIG_URLS,
          "",
          "Further URLs for metrics and health; https uses the certificate for clients.");
  static final Flag<Boolean> ENABLE_PPROF =
      MONITORING.bool("enable-pprof", false, "Serve profiles under /debug/pprof/.");
  static final Flag<Duration> WARNING_APPLY_DURATION =
      MONITORING.duration(
          "warning-apply-duration",
          Duration.ofMillis(100),
          "Log a warning when applying an entry takes longer.");
  static final Flag<Duration> WARNING_UNARY_REQUEST_DURATION =
      MONITORING.duration(
          "warning-unary-request-duration",
          DEFAULT_WARNING_UNARY_REQUEST,
          "Log a warning when answering a unary call takes longer.");

  static final Flag<String> LOGGER =
      LOGGING.text("logger", "zap", "Name of the log format; only 'zap' is known.");
  static final Flag<TextList> LOG_OUTPUTS =
      LOGGING.list(
          "log-outputs",
          FlagKind.SET,
          LogConfig.DEFAULT_OUTPUT,
          "Where to log: 'default', 'stderr', 'stdout', 'systemd/journal' or files.");
  static final Flag<String> LOG_LEVEL =
      LOGGING.text("log-level", "info", "debug, info, warn, error, panic or fatal.");
  static final Flag<String> LOG_FORMAT =
      LOGGING.text("log-format", "json", "Shape of a line: json or console.");
  static final Flag<Boolean> ENABLE_LOG_ROTATION =
      LOGGING.bool("enable-log-rotation", false, "Rotate the one file among --log-outputs.");
  static final Flag<String> LOG_ROTATION_CONFIG =
      LOGGING.text(
          "log-rotation-config-json",
          "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false,"
              + " \"compress\": false}",
          "How to rotate: megabytes, days and old files (0 for no bound), local time, gzip.");

  static final Flag<Boolean> ENABLE_TRACING =
      TRACING.bool("enable-distributed-tracing", false, "Send OpenTelemetry spans.");
  static final Flag<String> TRACING_ADDRESS =
      TRACING.text("distributed-tracing-address", "localhost:4317", "Collector of the spans.");
  static final Flag<String> TRACING_SERVICE_NAME =
      TRACING.text("distributed-tracing-service-name", "etcd", "Service name in the spans.");
  static final Flag<String> TRACING_INSTANCE_ID =
      TRACING.text("distributed-tracing-instance-id", "", "Instance in the spans.");
  static final Flag<Long> TRACING_SAMPLING_RATE =
      TRACING.number(
          "distributed-tracing-sampling-rate", FlagKind.INT, 0, "Spans to send out of a million.");

  static final Flag<Boolean> FORCE_NEW_CLUSTER =
      UNSAFE.bool(
          "force-new-cluster", false, "Keep the data and drop all other members of the cluster.");
  static final Flag<Boolean> UNSAFE_NO_FSYNC =
      UNSAFE.bool("unsafe-no-fsync", false, "Do not wait for the disk. Loses data in a crash.");

  static final Flag<String> CONFIG_FILE =
      COMMAND.textAt(
          "config-file",
          "",
          "Take the settings from this YAML or JSON file and from nowhere else.");
  static final Flag<Boolean> VERSION =
      COMMAND.bool("version", "", false, "Show the version and exit.");

  private MonitoringFlags() {}
}
