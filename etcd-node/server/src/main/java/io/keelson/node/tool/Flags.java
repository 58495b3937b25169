package io.keelson.node.tool;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Options as the tools of upstream have them; no annotations, so no reflection at start. */
final class Flags {
  private Flags() {}

  static CommandSpec command(String name, String usage, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().customSynopsis(usage).description(description);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .arity("0")
            .description("help for " + name)
            .build());
    return spec;
  }

  static CommandSpec withFiles(CommandSpec spec) {
    return spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .build());
  }

  static OptionSpec text(String name, String initial, String description) {
    return value(name, "string", String.class, initial, description);
  }

  static OptionSpec unsigned(String name, String initial, String description) {
    return value(name, "uint", String.class, initial, description);
  }

  static OptionSpec whole(String name, String initial, String description) {
    return value(name, "int", String.class, initial, description);
  }

  private static OptionSpec value(
      String name, String label, Class<?> type, String initial, String description) {
    return OptionSpec.builder(name)
        .type(type)
        .arity("1")
        .paramLabel(label)
        .defaultValue(initial)
        .description(description)
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .arity("0..1")
        .defaultValue("false")
        .fallbackValue("true")
        .description(description)
        .build();
  }

  static String text(ParseResult arguments, String name) {
    return arguments.matchedOptionValue(
        name, arguments.commandSpec().findOption(name).defaultValue());
  }

  static boolean isSet(ParseResult arguments, String name) {
    return arguments.matchedOptionValue(name, false);
  }

  /** A number from 0 to 2^64 − 1, as its 64 bits. */
  static long unsigned(ParseResult arguments, String name) throws ToolException {
    String given = text(arguments, name);
    try {
      return Long.parseUnsignedLong(given);
    } catch (NumberFormatException e) {
      throw invalid(name, given, "ParseUint");
    }
  }

  static long whole(ParseResult arguments, String name) throws ToolException {
    String given = text(arguments, name);
    try {
      return Long.parseLong(given);
    } catch (NumberFormatException e) {
      throw invalid(name, given, "ParseInt");
    }
  }

  private static ToolException invalid(String name, String given, String function) {
    return new ToolException(
        ToolException.EXIT_ERROR,
        "invalid argument \"%s\" for \"%s\" flag: strconv.%s: parsing \"%s\": invalid syntax"
            .formatted(given, name, function, given));
  }

  static List<String> files(ParseResult arguments) {
    return arguments.matchedPositionalValue(0, List.of());
  }

  /** The only file named. */
  static String file(ParseResult arguments, String command) throws ToolException {
    List<String> files = files(arguments);
    if (files.size() != 1) {
      throw new ToolException(
          ToolException.EXIT_BAD_ARGUMENTS, command + " requires exactly one argument");
    }
    return files.getFirst();
  }
}
