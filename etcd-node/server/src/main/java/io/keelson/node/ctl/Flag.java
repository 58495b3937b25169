package io.keelson.node.ctl;

/**
 * A flag as the usage shows it.
 *
 * @param shorthand its letter after one dash, empty for none
 * @param initial the value without the flag
 */
record Flag(String name, String shorthand, Kind kind, String initial, String description) {
  /** What a value may be. */
  enum Kind {
    TEXT("string"),
    TEXTS("strings"),
    NUMBER("int"),
    DURATION("duration"),
    SWITCH("");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  static Flag text(String name, String initial, String description) {
    return new Flag(name, "", Kind.TEXT, initial, description);
  }

  static Flag number(String name, String description) {
    return new Flag(name, "", Kind.NUMBER, "0", description);
  }

  static Flag duration(String name, String initial, String description) {
    return new Flag(name, "", Kind.DURATION, initial, description);
  }

  static Flag toggle(String name, String description) {
    return new Flag(name, "", Kind.SWITCH, "false", description);
  }

  /** The same with a letter. */
  Flag letter(String letter) {
    return new Flag(name, letter, kind, initial, description);
  }

  /** The same that is on unless it is turned off. */
  Flag on() {
    return new Flag(name, shorthand, kind, "true", description);
  }
}
