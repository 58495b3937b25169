package io.keelson.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads flags, environment and config file into a {@link ServerConfig}, in etcd's way: a variable
 * stands in for a flag that was not given, and a config file replaces both.
 */
public final class ConfigParser {
  private static final String PROGRAM = "etcd";
  private static final int EXIT_BAD_CONFIG = 1;
  private static final int EXIT_BAD_USAGE = 2;

  private final BuildInfo build;
  private final ConfigFileReader files;
  private final Supplier<Optional<String>> defaultHost;

  /**
   * Without a default host: addresses {@code 0.0.0.0} never change what is advertised.
   *
   * @param build shown by {@code --version}
   * @param files reads the config file
   */
  public ConfigParser(BuildInfo build, ConfigFileReader files) {
    this(build, files, Optional::empty);
  }

  /**
   * @param build shown by {@code --version}
   * @param files reads the config file
   * @param defaultHost the address of this machine's default route, asked for only if needed
   */
  public ConfigParser(
      BuildInfo build, ConfigFileReader files, Supplier<Optional<String>> defaultHost) {
    this.build = build;
    this.files = files;
    this.defaultHost = defaultHost;
  }

  /**
   * Reads the settings.
   *
   * @param arguments the command line without the program's name
   * @param environment all environment variables
   */
  public ParseResult parse(List<String> arguments, Map<String, String> environment) {
    if (!arguments.isEmpty() && List.of("gateway", "grpc-proxy").contains(arguments.getFirst())) {
      Notice notice =
          Notice.error("sub-command is not part of this build")
              .with("error", "etcd " + arguments.getFirst() + " is not part of this build");
      return new ParseResult.Fail(List.of(notice), LogConfig.DEFAULT, EXIT_BAD_CONFIG);
    }
    Settings settings = new Settings();
    ArgumentParser parser = new ArgumentParser(settings);
    try {
      parser.parse(arguments);
    } catch (BadValueException e) {
      return new ParseResult.Print("", e.text() + "\n" + HelpText.USAGE, EXIT_BAD_USAGE);
    }
    if (parser.asksForHelp()) {
      return new ParseResult.Print(HelpText.flags(), HelpText.USAGE, 0);
    }
    Reading reading = new Reading(arguments);
    if (!parser.rest().isEmpty()) {
      return reading.fail(GoQuote.quote(parser.rest().getFirst()) + " is not a valid flag");
    }
    if (settings.get(MonitoringFlags.VERSION)) {
      return new ParseResult.Print(build.versionText(Versions.claimed(environment)), "", 0);
    }
    String path = settings.get(MonitoringFlags.CONFIG_FILE);
    if (path.isEmpty()) {
      path = environment.getOrDefault(MonitoringFlags.CONFIG_FILE.variable(), "");
    }
    return path.isEmpty() ? fromFlags(reading, settings, environment) : fromFile(reading, path);
  }

  private ParseResult fromFlags(
      Reading reading, Settings settings, Map<String, String> environment) {
    try {
      Optional<Notice> conflict =
          new EnvironmentSource(environment, settings, reading.notices).read();
      if (conflict.isPresent()) {
        reading.notices.add(conflict.get());
        return new ParseResult.Fail(reading.notices, LogConfig.DEFAULT, EXIT_BAD_CONFIG);
      }
      raiseTimeout(settings, MemberFlags.RAFT_READ_TIMEOUT, reading.notices);
      raiseTimeout(settings, MemberFlags.RAFT_WRITE_TIMEOUT, reading.notices);
      List<Notice> warnings = applyDeprecated(settings);
      if (settings.isGiven(MemberFlags.LISTEN_CLIENT_URLS)
          && !settings.isGiven(ClusterFlags.ADVERTISE_CLIENT_URLS)) {
        settings.put(ClusterFlags.ADVERTISE_CLIENT_URLS, UrlList.EMPTY);
      }
      boolean discovers =
          hasDiscovery(settings) || !settings.get(ClusterFlags.DISCOVERY_SRV_NAME).isEmpty();
      if (discovers && !settings.isGiven(ClusterFlags.INITIAL_CLUSTER)) {
        settings.put(ClusterFlags.INITIAL_CLUSTER, "");
      }
      if (settings.get(ClusterFlags.DISCOVERY_FALLBACK).equals(ClusterFlags.FALLBACK_PROXY)) {
        throw new BadValueException(
            "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
      }
      reading.log = LogRules.read(settings);
      reading.warnings = warnings;
      new ConfigRules(settings, reading.notices).check();
    } catch (BadValueException e) {
      return reading.fail(e.text());
    }
    return finish(reading, settings);
  }

  private ParseResult fromFile(Reading reading, String path) {
    Settings settings = new Settings();
    LogConfig log;
    List<Notice> warnings;
    try {
      Optional<String> complaint = new ConfigFile(settings).read(ConfigFile.load(files, path));
      if (complaint.isPresent()) {
        return new ParseResult.Print("", complaint.get(), EXIT_BAD_CONFIG);
      }
      warnings = applyDeprecated(settings);
      String initialCluster = settings.get(ClusterFlags.INITIAL_CLUSTER);
      if (hasDiscovery(settings) && initialCluster.equals(ClusterFlags.DEFAULT_INITIAL_CLUSTER)) {
        settings.put(ClusterFlags.INITIAL_CLUSTER, "");
      }
      if (settings.get(ClusterFlags.INITIAL_CLUSTER_STATE).isEmpty()) {
        settings.put(ClusterFlags.INITIAL_CLUSTER_STATE, ClusterFlags.STATE_NEW);
      }
      if (settings.get(SecurityFlags.SELF_SIGNED_CERT_VALIDITY) == 0) {
        settings.put(SecurityFlags.SELF_SIGNED_CERT_VALIDITY, 1L);
      }
      log = LogRules.read(settings);
      new ConfigRules(settings, reading.notices).check();
    } catch (BadValueException e) {
      return reading.fail(e.text());
    }
    reading.log = log;
    reading.warnings = warnings;
    reading.notices.add(
        Notice.info(
                "loaded server configuration, other configuration command line flags and"
                    + " environment variables will be ignored if provided")
            .with("path", path));
    return finish(reading, settings);
  }

  private ParseResult finish(Reading reading, Settings settings) {
    reading.announce();
    LateDefaults late = new LateDefaults(defaultHost, reading.notices);
    try {
      late.apply(settings);
      return new ParseResult.Run(
          new ConfigBuilder(settings, reading.log, reading.notices).build(), reading.notices);
    } catch (StartupException e) {
      reading.notices.addAll(e.notices());
      return new ParseResult.Fail(reading.notices, reading.log, EXIT_BAD_CONFIG);
    }
  }

  private static boolean hasDiscovery(Settings settings) {
    return !settings.get(ClusterFlags.DISCOVERY_SRV).isEmpty()
        || !settings.get(ClusterFlags.DISCOVERY_ENDPOINTS).texts().isEmpty();
  }

  private static void raiseTimeout(
      Settings settings, Flag<java.time.Duration> flag, List<Notice> notices) {
    if (settings.get(flag).compareTo(MemberFlags.MIN_PEER_TIMEOUT) < 0) {
      settings.put(flag, MemberFlags.MIN_PEER_TIMEOUT);
      notices.add(
          Notice.info(
              flag.name()
                  + " increased to minimum value: "
                  + GoDuration.format(MemberFlags.MIN_PEER_TIMEOUT)));
    }
  }

  /** Carries old names over to today's options; the warnings are for later. */
  private static List<Notice> applyDeprecated(Settings settings) throws BadValueException {
    List<Notice> warnings = new ArrayList<>();
    for (Alias alias : Alias.ALL) {
      if (settings.isGiven(alias.old())) {
        alias.apply(settings);
        warnings.add(Notice.warn(alias.warning()));
      }
    }
    if (settings.isGiven(MemberFlags.MAX_SNAPSHOTS)) {
      warnings.add(
          Notice.warn("--max-snapshots is deprecated in 3.6 and will be decommissioned in 3.8."));
    }
    if (settings.isGiven(ClusterFlags.V2_DEPRECATION)) {
      warnings.add(
          Notice.warn(
              "--v2-deprecation is deprecated and scheduled for removal in v3.8. The default value"
                  + " is enforced, ignoring user input."));
    }
    return warnings;
  }

  /** What is known so far while one command line is read. */
  private static final class Reading {
    final List<Notice> notices = new ArrayList<>();
    LogConfig log = LogConfig.DEFAULT;
    List<Notice> warnings = List.of();

    private final List<String> commandLine;

    Reading(List<String> arguments) {
      commandLine = Stream.concat(Stream.of(PROGRAM), arguments.stream()).toList();
    }

    /** The lines that precede both success and failure. */
    void announce() {
      notices.addAll(warnings);
      notices.add(Notice.info("Running: ").with("args", commandLine));
    }

    ParseResult fail(String error) {
      announce();
      notices.add(Notice.warn("failed to verify flags").with("error", error));
      if (error.equals(ConfigRules.ADVERTISE_MISSING)) {
        notices.add(Notice.warn("advertise client URLs are not set").with("error", error));
      }
      return new ParseResult.Fail(notices, log, EXIT_BAD_CONFIG);
    }
  }
}
