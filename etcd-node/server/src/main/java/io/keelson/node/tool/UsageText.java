package io.keelson.node.tool;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The usage of a command in the form in which upstream's tools print it. */
final class UsageText {
  private static final int COMMAND_COLUMNS_MIN = 11;

  private UsageText() {}

  static String of(CommandLine commandLine) {
    CommandSpec spec = commandLine.getCommandSpec();
    StringBuilder text = new StringBuilder("Usage:\n");
    boolean isGroup = !commandLine.getSubcommands().isEmpty();
    String path = spec.qualifiedName();
    text.append("  ").append(isGroup ? path + " [command]" : usage(spec)).append('\n');
    if (isGroup) {
      text.append("\nAvailable Commands:\n");
      commandLine
          .getSubcommands()
          .forEach((name, each) -> text.append(commandLine(name, each)).append('\n'));
    }
    boolean isRoot = spec.parent() == null;
    List<OptionSpec> own =
        spec.options().stream().filter(option -> isRoot || !option.inherited()).toList();
    text.append("\nFlags:\n").append(flags(own));
    if (!isRoot) {
      text.append("\nGlobal Flags:\n")
          .append(flags(spec.options().stream().filter(OptionSpec::inherited).toList()));
    }
    if (isGroup) {
      text.append("\nUse \"")
          .append(path)
          .append(" [command] --help\" for more information about a command.\n");
    }
    return text.toString();
  }

  private static String usage(CommandSpec spec) {
    return spec.parent().qualifiedName() + " " + spec.usageMessage().customSynopsis()[0];
  }

  private static String commandLine(String name, CommandLine command) {
    String description = command.getCommandSpec().usageMessage().description()[0];
    return "  " + padded(name, COMMAND_COLUMNS_MIN) + " " + description;
  }

  private static String flags(List<OptionSpec> options) {
    List<String[]> rows = new ArrayList<>();
    int width = 0;
    for (OptionSpec option : options.stream().sorted(UsageText::byName).toList()) {
      String left = left(option);
      width = Math.max(width, left.length());
      rows.add(new String[] {left, option.description()[0] + initial(option)});
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      text.append(padded(row[0], width)).append("   ").append(row[1]).append('\n');
    }
    return text.toString();
  }

  private static int byName(OptionSpec left, OptionSpec right) {
    return left.longestName().compareTo(right.longestName());
  }

  private static String left(OptionSpec option) {
    String shortest = option.shortestName();
    String names =
        shortest.startsWith("--")
            ? "      " + shortest
            : "  " + shortest + ", " + option.longestName();
    return option.type() == boolean.class ? names : names + " " + option.paramLabel();
  }

  private static String initial(OptionSpec option) {
    String value = option.defaultValue();
    if (value == null || value.isEmpty() || value.equals("0") || value.equals("false")) {
      return "";
    }
    return option.paramLabel().equals("string")
        ? " (default \"" + value + "\")"
        : " (default " + value + ")";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
