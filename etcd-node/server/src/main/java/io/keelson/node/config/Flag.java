package io.keelson.node.config;

import java.util.Optional;

/**
 * One option: its name, how its value is read, its default, and where it stands in a config file.
 * Identity is equality: there is one object per option.
 */
final class Flag<T> {
  private final String name;
  private final FlagKind<T> kind;
  private final T defaultValue;
  private final String shownDefault;
  private final String description;
  private final String filePath;

  private Flag(
      String name,
      FlagKind<T> kind,
      T defaultValue,
      String shownDefault,
      String description,
      String filePath) {
    this.name = name;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.shownDefault = shownDefault;
    this.description = description;
    this.filePath = filePath;
  }

  static <T> Flag<T> of(
      String name, FlagKind<T> kind, T defaultValue, String shownDefault, String description) {
    return new Flag<>(name, kind, defaultValue, shownDefault, description, name);
  }

  /** The same option under another path of the config file; empty for none. */
  Flag<T> inFile(String path) {
    return new Flag<>(name, kind, defaultValue, shownDefault, description, path);
  }

  String name() {
    return name;
  }

  FlagKind<T> kind() {
    return kind;
  }

  T defaultValue() {
    return defaultValue;
  }

  String shownDefault() {
    return shownDefault;
  }

  String description() {
    return description;
  }

  /** Keys in the config file, separated by slashes. */
  Optional<String> filePath() {
    return filePath.isEmpty() ? Optional.empty() : Optional.of(filePath);
  }

  /** The environment variable. */
  String variable() {
    return variable(name);
  }

  static String variable(String flagName) {
    return "ETCD_" + flagName.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
  }

  @Override
  public String toString() {
    return "--" + name;
  }
}
