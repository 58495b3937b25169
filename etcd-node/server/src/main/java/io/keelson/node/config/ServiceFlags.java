package io.keelson.node.config;

import java.time.Duration;

/** What is served: storage, limits, compaction, features. */
final class ServiceFlags {
  static final FlagGroup GROUP = new FlagGroup("Storage, limits and features");

  static final Flag<Long> QUOTA_BACKEND_BYTES =
      GROUP.number(
          "quota-backend-bytes",
          FlagKind.INT64,
          0,
          "Size of the database at which writes are refused; 0 means 2 GiB, negative no limit.");
  static final Flag<String> BACKEND_FREELIST_TYPE =
      GROUP.text(
          "backend-bbolt-freelist-type",
          "",
          "map",
          "Accepted for compatibility ('map' or 'array'); the engine here has no free list.");
  static final Flag<Duration> BACKEND_BATCH_INTERVAL =
      GROUP.duration(
          "backend-batch-interval", Duration.ZERO, "Longest time between commits; 0 means 100ms.");
  static final Flag<Long> BACKEND_BATCH_LIMIT =
      GROUP.number(
          "backend-batch-limit",
          FlagKind.INT,
          0,
          "Most operations between commits; 0 means 10000.");
  static final Flag<Boolean> MEMORY_MLOCK =
      GROUP.bool("memory-mlock", false, "Keep the memory of the server out of swap.");
  static final Flag<Long> BOOTSTRAP_DEFRAG_THRESHOLD =
      GROUP.number(
          "bootstrap-defrag-threshold-megabytes",
          FlagKind.UINT,
          0,
          "Defragment at start if this many megabytes become free; 0 never does.");
  static final Flag<Long> MAX_TXN_OPS =
      GROUP.number("max-txn-ops", FlagKind.UINT, 128, "Operations allowed in a transaction.");
  static final Flag<Long> MAX_REQUEST_BYTES =
      GROUP.number(
          "max-request-bytes", FlagKind.UINT, 1_572_864, "Size allowed for a client's request.");
  static final Flag<Long> MAX_CONCURRENT_STREAMS =
      GROUP.number(
          "max-concurrent-streams",
          FlagKind.UINT32,
          FileNode.UINT32_MAX,
          "Streams that a client may have open on a connection.");
  static final Flag<Duration> KEEPALIVE_MIN_TIME =
      GROUP.duration(
          "grpc-keepalive-min-time",
          Duration.ofSeconds(5),
          "Shortest interval at which a client may ping.");
  static final Flag<Duration> KEEPALIVE_INTERVAL =
      GROUP.duration(
          "grpc-keepalive-interval",
          Duration.ofHours(2),
          "Interval at which the server pings a client, 0 for never.");
  static final Flag<Duration> KEEPALIVE_TIMEOUT =
      GROUP.duration(
          "grpc-keepalive-timeout",
          Duration.ofSeconds(20),
          "How long a ping may stay unanswered before the connection is closed.");
  static final Flag<Boolean> ENABLE_GRPC_GATEWAY =
      GROUP.bool("enable-grpc-gateway", true, "Serve the API as JSON over HTTP, too.");
  static final Flag<Duration> WATCH_PROGRESS_NOTIFY_INTERVAL =
      GROUP.duration(
          "watch-progress-notify-interval",
          Duration.ZERO,
          "Interval of progress notifications to watchers; 0 means 10m.");
  static final Flag<String> AUTO_COMPACTION_MODE =
      GROUP.text(
          "auto-compaction-mode",
          "periodic",
          "How to read --auto-compaction-retention: 'periodic' or 'revision'.");
  static final Flag<String> AUTO_COMPACTION_RETENTION =
      GROUP.text(
          "auto-compaction-retention",
          "0",
          "What automatic compaction keeps: a duration or hours, or a number of revisions;"
              + " 0 turns it off.");
  static final Flag<Long> COMPACTION_BATCH_LIMIT =
      GROUP.number(
          "compaction-batch-limit",
          FlagKind.INT,
          0,
          "Revisions deleted in one step of a compaction; 0 means 1000.");
  static final Flag<Duration> COMPACTION_SLEEP_INTERVAL =
      GROUP.duration(
          "compaction-sleep-interval",
          Duration.ZERO,
          "Pause between steps of a compaction; 0 means 10ms.");

  /** Reads all history of all members, so not often; the compaction hashes cost nothing. */
  static final Duration CORRUPT_CHECK_UNLESS_GIVEN = Duration.ofHours(12);

  static final Flag<Duration> CORRUPT_CHECK_TIME =
      GROUP.duration(
          "corrupt-check-time",
          Duration.ZERO,
          "Interval at which the leader compares all members' data; 0 for never, not given: 12h.");
  static final Flag<Duration> COMPACT_HASH_CHECK_TIME =
      GROUP.duration(
          "compact-hash-check-time",
          Duration.ofMinutes(1),
          "Interval at which the leader compares compaction hashes.");
  static final Flag<Duration> DOWNGRADE_CHECK_TIME =
      GROUP.duration(
          "downgrade-check-time",
          Duration.ofSeconds(5),
          "Interval at which a running downgrade is looked after.");
  static final Flag<FeatureGates> FEATURE_GATES =
      GROUP.add(
          Flag.of(
              "feature-gates",
              FlagKind.GATES,
              FeatureGates.DEFAULT,
              "",
              "Features to switch, as name=value pairs:\n"
                  + String.join("\n", FeatureGates.choices())));

  private ServiceFlags() {}
}
