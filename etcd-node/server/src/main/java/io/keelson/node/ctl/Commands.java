package io.keelson.node.ctl;

import io.keelson.node.config.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All commands, and which of them a command line names. */
final class Commands {
  /** What upstream's program has beyond ours. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "txn",
          "lease",
          "downgrade",
          "elect",
          "lock",
          "auth",
          "role",
          "user",
          "check",
          "completion",
          "make-mirror");

  private static final Flag CLUSTER =
      Flag.toggle("cluster", "use all endpoints from the cluster member list");

  private final Command root =
      Command.group(
          "etcdctl",
          "A simple command line client for etcd3.",
          List.of(),
          KeyCommands.compaction(),
          KeyCommands.delete(),
          KeyCommands.get(),
          KeyCommands.put(),
          WatchCommand.command(),
          Command.group(
                  "alarm",
                  "Alarm related commands. Use `etcdctl alarm --help` to see subcommands",
                  List.of(),
                  ClusterCommands.alarmDisarm(),
                  ClusterCommands.alarmList())
              .details("Alarm related commands"),
          ClusterCommands.defragment(CLUSTER),
          Command.group(
                  "endpoint",
                  "Endpoint related commands. Use `etcdctl endpoint --help` to see subcommands",
                  List.of(CLUSTER),
                  EndpointCommands.hashKv(),
                  EndpointCommands.health(),
                  EndpointCommands.status())
              .details("Endpoint related commands"),
          Command.group(
                  "member",
                  "Membership related commands. Use `etcdctl member --help` to see subcommands",
                  List.of(),
                  MemberCommands.add(),
                  MemberCommands.list(),
                  MemberCommands.promote(),
                  MemberCommands.remove(),
                  MemberCommands.update())
              .details("Membership related commands"),
          ClusterCommands.moveLeader(),
          Command.group(
                  "snapshot", "Manages etcd node snapshots", List.of(), SnapshotSave.command())
              .examples(SnapshotSave.EXAMPLES),
          Command.of("help [command]", "Help about any command", this::help),
          Command.of("options", "Show the global command-line flags", Commands::options),
          Command.of("version", "Prints the version of etcdctl", Commands::version));

  /**
   * A command and where it was found.
   *
   * @param path the program's name and those of the commands
   * @param inherited flags of its group
   * @param rest the command line without the names
   */
  record Found(Command command, String path, List<Flag> inherited, List<String> rest) {
    Found {
      inherited = List.copyOf(inherited);
      rest = List.copyOf(rest);
    }

    boolean isRoot() {
      return path.equals(command.name());
    }

    List<Flag> allFlags() {
      List<Flag> all = new ArrayList<>(command.flags());
      all.addAll(command.shared());
      all.addAll(inherited);
      all.addAll(GlobalFlags.ALL);
      return all;
    }
  }

  /**
   * The command that a line names.
   *
   * @throws CtlException if there is none of that name
   */
  Found find(List<String> line) throws CtlException {
    var found = new Found(root, root.name(), List.of(), line);
    while (found.command().isGroup()) {
      int at = firstWord(found.allFlags(), found.rest());
      if (at < 0) {
        return found;
      }
      String word = found.rest().get(at);
      Optional<Command> child = found.command().child(word);
      if (child.isEmpty()) {
        if (found.isRoot()) {
          throw unknown(word);
        }
        return found;
      }
      List<String> rest = new ArrayList<>(found.rest());
      rest.remove(at);
      List<Flag> inherited = new ArrayList<>(found.inherited());
      inherited.addAll(found.command().shared());
      String path = found.path() + " " + child.get().name();
      found = new Found(child.get(), path, inherited, rest);
    }
    return found;
  }

  private static CtlException unknown(String word) {
    String remedy =
        ELSEWHERE.contains(word)
            ? "It is one of upstream's; upstream's etcdctl works with this server, too."
            : "Run 'etcdctl --help' for usage.";
    return new CtlException(
        CtlException.EXIT_ERROR,
        "unknown command \"%s\" for \"etcdctl\"\n%s".formatted(word, remedy));
  }

  /** Where the first word stands that is neither a flag nor the value of one, −1 for nowhere. */
  private static int firstWord(List<Flag> known, List<String> line) {
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (word.equals("--")) {
        return -1;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        return i;
      }
      if (!word.contains("=") && takesNext(known, word)) {
        i++;
      }
    }
    return -1;
  }

  private static boolean takesNext(List<Flag> known, String word) {
    if (word.startsWith("--")) {
      return Arguments.named(known, word.substring(2))
          .map(flag -> flag.kind() != Flag.Kind.SWITCH)
          .orElse(true);
    }
    String last = word.substring(word.length() - 1);
    return word.length() == 2
        && known.stream()
            .filter(flag -> flag.shorthand().equals(last))
            .findFirst()
            .map(flag -> flag.kind() != Flag.Kind.SWITCH)
            .orElse(true);
  }

  private void help(Context context) throws CtlException {
    context.out().print(HelpText.help(find(context.words())));
  }

  private static void options(Context context) {
    context.out().print("The following options can be passed to any command:\n\n");
    context.out().print(HelpText.flags(GlobalFlags.ALL));
  }

  private static void version(Context context) {
    String version = Versions.SERVER;
    context.out().println("etcdctl version: " + version);
    context.out().println("API version: " + version.substring(0, version.lastIndexOf('.')));
  }
}
