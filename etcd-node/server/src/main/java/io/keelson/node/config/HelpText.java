package io.keelson.node.config;

/** The usage texts. */
final class HelpText {
  static final String USAGE =
      """
      Usage:

        etcd [flags]
          Run a member of an etcd cluster.

        etcd --version
          Show the version.

        etcd -h | --help
          Show this text and all flags.

        etcd --config-file FILE
          Run with the settings of a YAML or JSON file. All other flags and all ETCD_* variables
          are ignored then. Durations in the file are whole nanoseconds (600000000000 is 10m),
          except heartbeat-interval and election-timeout, which are milliseconds.

      Every flag can be given as a variable instead: ETCD_LOG_LEVEL for --log-level.

      """;

  private HelpText() {}

  /** All flags by group, with their defaults. */
  static String flags() {
    StringBuilder out = new StringBuilder();
    for (FlagGroup group : FlagTable.GROUPS) {
      out.append('\n').append(group.title()).append(":\n");
      group.flags().forEach(flag -> append(out, flag));
    }
    out.append(
        "\nFlags named --experimental-* in etcd 3.5 and 3.6 are accepted under those names.\n");
    return out.toString();
  }

  private static void append(StringBuilder out, Flag<?> flag) {
    out.append("  --%s '%s'\n".formatted(flag.name(), flag.shownDefault()));
    flag.description().lines().forEach(line -> out.append("    ").append(line).append('\n'));
  }
}
