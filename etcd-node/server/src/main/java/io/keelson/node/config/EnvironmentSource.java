package io.keelson.node.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes settings from {@code ETCD_*} variables for the flags that were not given. */
final class EnvironmentSource {
  private static final String PREFIX = "ETCD_";
  private static final String RESERVED = "ETCD_VERSION";

  private final SortedMap<String, String> environment;
  private final Settings settings;
  private final List<Notice> notices;

  /** Notices are added to {@code notices}. */
  EnvironmentSource(Map<String, String> environment, Settings settings, List<Notice> notices) {
    this.environment = new TreeMap<>(environment);
    this.settings = settings;
    this.notices = notices;
  }

  /**
   * Reads the variables.
   *
   * @return the fatal notice if a variable and its flag are both given
   * @throws BadValueException if a value cannot be read
   */
  Optional<Notice> read() throws BadValueException {
    String reserved = environment.getOrDefault(RESERVED, "");
    if (!reserved.isEmpty()) {
      environment.remove(RESERVED);
      notices.add(
          Notice.warn("cannot set special environment variable")
              .with("key", RESERVED)
              .with("value", reserved));
    }
    Set<String> shadowed = new HashSet<>();
    settings.given().forEach(name -> shadowed.add(Flag.variable(name)));
    Set<String> used = new HashSet<>();
    Optional<BadValueException> problem = Optional.empty();
    for (Flag<?> flag : FlagTable.flags().values()) {
      String variable = flag.variable();
      String value = environment.getOrDefault(variable, "");
      if (!shadowed.contains(variable) && !value.isEmpty()) {
        used.add(variable);
        Optional<BadValueException> failed = set(flag, value);
        problem = failed.isPresent() ? failed : problem;
      }
    }
    Optional<Notice> conflict = checkOthers(used, shadowed);
    if (conflict.isEmpty() && problem.isPresent()) {
      throw problem.get();
    }
    return conflict;
  }

  private Optional<BadValueException> set(Flag<?> flag, String value) {
    try {
      settings.readText(flag, value);
    } catch (BadValueException e) {
      return Optional.of(
          new BadValueException(
              "invalid value %s for %s: %s"
                  .formatted(GoQuote.quote(value), flag.variable(), e.text())));
    }
    settings.markGiven(flag.name());
    notices.add(
        Notice.info("recognized and used environment variable")
            .with("variable-name", flag.variable())
            .with("variable-value", value));
    return Optional.empty();
  }

  private Optional<Notice> checkOthers(Set<String> used, Set<String> shadowed) {
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (used.contains(name)) {
        continue;
      }
      if (shadowed.contains(name)) {
        return Optional.of(
            Notice.fatal(
                    "conflicting environment variable is shadowed by corresponding command-line"
                        + " flag (either unset environment variable or disable flag))")
                .with("environment-variable", name));
      }
      if (name.startsWith(PREFIX)) {
        notices.add(
            Notice.warn("unrecognized environment variable")
                .with("environment-variable", name + "=" + variable.getValue()));
      }
    }
    return Optional.empty();
  }
}
