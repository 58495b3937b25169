package io.keelson.node.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command, or a group of commands.
 *
 * @param flags its own
 * @param shared flags of a group that its commands have, too
 * @param children of a group
 * @param action what it does; a group shows its help
 */
record Command(
    String name,
    Help help,
    List<Flag> flags,
    List<Flag> shared,
    List<Command> children,
    Action action) {
  /**
   * What the usage says.
   *
   * @param use name and arguments
   * @param brief one line, in the list of a group
   * @param details instead of it in the help of the command itself, empty for the same
   * @param examples empty for none
   */
  record Help(String use, String brief, String details, String examples) {}

  /** What a command does. */
  @FunctionalInterface
  interface Action {
    /** Carries it out. */
    void run(Context context) throws CtlException, IOException, InterruptedException;
  }

  Command {
    flags = List.copyOf(flags);
    shared = List.copyOf(shared);
    children = List.copyOf(children);
  }

  static Command of(String use, String brief, Action action, Flag... flags) {
    List<Flag> all = new ArrayList<>(List.of(flags));
    String name = firstWord(use);
    all.add(help(name));
    return new Command(name, new Help(use, brief, "", ""), all, List.of(), List.of(), action);
  }

  static Command group(String name, String brief, List<Flag> shared, Command... children) {
    return new Command(
        name,
        new Help(name, brief, "", ""),
        List.of(help(name)),
        shared,
        List.of(children),
        context -> {});
  }

  private static String firstWord(String use) {
    int blank = use.indexOf(' ');
    return blank < 0 ? use : use.substring(0, blank);
  }

  private static Flag help(String name) {
    return Flag.toggle("help", "help for " + name).letter("h");
  }

  /** The same with a longer text. */
  Command details(String details) {
    Help longer = new Help(help.use(), help.brief(), details, help.examples());
    return new Command(name, longer, flags, shared, children, action);
  }

  /** The same with examples. */
  Command examples(String examples) {
    Help longer = new Help(help.use(), help.brief(), help.details(), examples);
    return new Command(name, longer, flags, shared, children, action);
  }

  boolean isGroup() {
    return !children.isEmpty();
  }

  /** The child of that name, or the only one whose name begins so. */
  Optional<Command> child(String word) {
    List<Command> similar = new ArrayList<>();
    for (Command child : children) {
      if (child.name().equals(word)) {
        return Optional.of(child);
      }
      if (!word.isEmpty() && child.name().startsWith(word)) {
        similar.add(child);
      }
    }
    return similar.size() == 1 ? Optional.of(similar.getFirst()) : Optional.empty();
  }
}
