package io.keelson.node.config;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All options of the command line, the environment and the config file. */
final class FlagTable {
  /** Options of etcd 0.x: accepted with any value, or none, and ignored. */
  private static final List<String> IGNORED =
      List.of(
          "cluster-active-size",
          "cluster-remove-delay",
          "cluster-sync-interval",
          "config",
          "force",
          "max-result-buffer",
          "max-retry-attempts",
          "peer-heartbeat-interval",
          "peer-election-timeout",
          "retry-interval",
          "snapshot",
          "v",
          "vv",
          "test.coverprofile",
          "test.outputdir");

  /** Groups in the order of the usage text. */
  static final List<FlagGroup> GROUPS =
      List.of(
          MemberFlags.GROUP,
          ClusterFlags.GROUP,
          ServiceFlags.GROUP,
          SecurityFlags.GROUP,
          SecurityFlags.AUTH_GROUP,
          MonitoringFlags.MONITORING,
          MonitoringFlags.LOGGING,
          MonitoringFlags.TRACING,
          MonitoringFlags.UNSAFE,
          MonitoringFlags.COMMAND);

  private static final SortedMap<String, Flag<?>> BY_NAME = byName();
  private static final SortedMap<String, Flag<?>> BY_FILE_PATH = byFilePath();

  private FlagTable() {}

  /** All flags of the command line by name, deprecated and ignored ones included. */
  static SortedMap<String, Flag<?>> flags() {
    return BY_NAME;
  }

  static Optional<Flag<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The option at a path of the config file; letter case matters only if it decides. */
  static Optional<Flag<?>> atFilePath(String path) {
    Flag<?> exact = BY_FILE_PATH.get(path);
    if (exact != null) {
      return Optional.of(exact);
    }
    return BY_FILE_PATH.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(path))
        .<Flag<?>>map(entry -> entry.getValue())
        .findFirst();
  }

  private static SortedMap<String, Flag<?>> byName() {
    SortedMap<String, Flag<?>> all = new TreeMap<>();
    GROUPS.forEach(group -> group.flags().forEach(flag -> all.put(flag.name(), flag)));
    Alias.ALL.forEach(alias -> all.put(alias.old().name(), alias.old()));
    IGNORED.forEach(name -> all.put(name, Flag.of(name, FlagKind.IGNORED, "", "", "").inFile("")));
    return Collections.unmodifiableSortedMap(all);
  }

  private static SortedMap<String, Flag<?>> byFilePath() {
    SortedMap<String, Flag<?>> all = new TreeMap<>();
    BY_NAME.values().forEach(flag -> flag.filePath().ifPresent(path -> all.put(path, flag)));
    SecurityFlags.FILE_ONLY
        .flags()
        .forEach(flag -> flag.filePath().ifPresent(path -> all.put(path, flag)));
    return Collections.unmodifiableSortedMap(all);
  }
}
