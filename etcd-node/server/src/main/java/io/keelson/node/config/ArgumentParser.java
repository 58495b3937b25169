package io.keelson.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a command line by the rules of Go's flag package. */
final class ArgumentParser {
  private final Settings settings;
  private final List<String> rest = new ArrayList<>();
  private boolean asksForHelp;

  ArgumentParser(Settings settings) {
    this.settings = settings;
  }

  /** Whether {@code --help} was met; what follows it was not read. */
  boolean asksForHelp() {
    return asksForHelp;
  }

  /** What was left when the flags ended. */
  List<String> rest() {
    return rest;
  }

  /** Reads flags up to the first argument that is none. */
  void parse(List<String> arguments) throws BadValueException {
    rest.addAll(arguments);
    while (!rest.isEmpty() && !asksForHelp) {
      String argument = rest.getFirst();
      if (argument.length() < 2 || argument.charAt(0) != '-') {
        return;
      }
      rest.removeFirst();
      if (argument.equals("--")) {
        return;
      }
      readFlag(argument);
    }
  }

  private void readFlag(String argument) throws BadValueException {
    String body = argument.substring(argument.startsWith("--") ? 2 : 1);
    if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '=') {
      throw new BadValueException("bad flag syntax: " + argument);
    }
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    Optional<Flag<?>> found = FlagTable.named(name);
    if (found.isEmpty()) {
      if (name.equals("help") || name.equals("h")) {
        asksForHelp = true;
        return;
      }
      throw new BadValueException("flag provided but not defined: -" + name);
    }
    Flag<?> flag = found.get();
    if (equals >= 0) {
      set(flag, body.substring(equals + 1));
    } else if (flag.kind().isBoolean()) {
      set(flag, "true");
    } else if (rest.isEmpty()) {
      throw new BadValueException("flag needs an argument: -" + name);
    } else {
      set(flag, rest.removeFirst());
    }
  }

  private void set(Flag<?> flag, String text) throws BadValueException {
    try {
      settings.readText(flag, text);
      settings.markGiven(flag.name());
    } catch (BadValueException e) {
      String what =
          flag.kind().isBoolean()
              ? "invalid boolean value %s for -%s: %s"
              : "invalid value %s for flag -%s: %s";
      throw new BadValueException(what.formatted(GoQuote.quote(text), flag.name(), e.text()));
    }
  }
}
