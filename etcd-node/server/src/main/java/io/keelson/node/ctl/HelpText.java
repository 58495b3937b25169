package io.keelson.node.ctl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code --help} and mistakes show of a command, in upstream's form. */
final class HelpText {
  static final String OPTIONS_HINT =
      "Use \"etcdctl options\" for a list of global command-line options (applies to all"
          + " commands).\n";

  private static final int NAME_COLUMNS = 11;

  /** The order of the program's own list. */
  private static final List<Section> SECTIONS =
      List.of(
          new Section("Key-value commands", List.of("compaction", "del", "get", "put", "watch")),
          new Section(
              "Cluster maintenance commands",
              List.of("alarm", "defrag", "endpoint", "member", "move-leader", "snapshot")),
          new Section("Utility commands", List.of("help", "options", "version")));

  private record Section(String title, List<String> names) {}

  private HelpText() {}

  /** Description and usage. */
  static String help(Commands.Found found) {
    Command.Help help = found.command().help();
    String about = help.details().isEmpty() ? help.brief() : help.details();
    return about.stripTrailing() + "\n\n" + usage(found) + OPTIONS_HINT;
  }

  static String usage(Commands.Found found) {
    Command command = found.command();
    StringBuilder text = new StringBuilder("Usage:\n  ").append(found.path());
    if (command.isGroup()) {
      text.append(" [command]\n");
    } else {
      text.append(command.help().use().substring(command.name().length())).append(" [flags]\n");
    }
    if (!command.help().examples().isEmpty()) {
      text.append("\nExamples:\n").append(command.help().examples());
    }
    if (found.isRoot()) {
      SECTIONS.forEach(section -> append(text, section, command));
    } else {
      if (command.isGroup()) {
        text.append("\nAvailable Commands:\n");
        command.children().forEach(child -> appendBrief(text, child));
      }
      List<Flag> own = new ArrayList<>(command.flags());
      own.addAll(command.shared());
      text.append("\nFlags:\n").append(flags(own));
      if (!found.inherited().isEmpty()) {
        text.append("\nGlobal Flags:\n").append(flags(found.inherited()));
      }
    }
    if (command.isGroup()) {
      text.append("\nUse \"")
          .append(found.path())
          .append(" [command] --help\" for more information about a command.\n");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Section section, Command root) {
    text.append('\n').append(section.title()).append('\n');
    for (String name : section.names()) {
      root.child(name).ifPresent(child -> appendBrief(text, child));
    }
  }

  private static void appendBrief(StringBuilder text, Command command) {
    text.append("  ").append(padded(command.name(), NAME_COLUMNS)).append(' ');
    text.append(command.help().brief()).append('\n');
  }

  /** One line per flag, by name. */
  static String flags(List<Flag> flags) {
    List<Flag> sorted = flags.stream().sorted(Comparator.comparing(Flag::name)).toList();
    int width = 0;
    for (Flag flag : sorted) {
      width = Math.max(width, left(flag).length());
    }
    StringBuilder text = new StringBuilder();
    for (Flag flag : sorted) {
      text.append(padded(left(flag), width)).append("   ").append(flag.description());
      text.append(initial(flag)).append('\n');
    }
    return text.toString();
  }

  private static String left(Flag flag) {
    String letter = flag.shorthand().isEmpty() ? "    " : "-" + flag.shorthand() + ", ";
    String label = flag.kind().label().isEmpty() ? "" : " " + flag.kind().label();
    return "  " + letter + "--" + flag.name() + label;
  }

  private static String initial(Flag flag) {
    return switch (flag.kind()) {
      case TEXT -> flag.initial().isEmpty() ? "" : " (default \"" + flag.initial() + "\")";
      case TEXTS -> " (default [" + flag.initial() + "])";
      case NUMBER -> flag.initial().equals("0") ? "" : " (default " + flag.initial() + ")";
      case DURATION -> " (default " + flag.initial() + ")";
      case SWITCH -> flag.initial().equals("false") ? "" : " (default true)";
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
