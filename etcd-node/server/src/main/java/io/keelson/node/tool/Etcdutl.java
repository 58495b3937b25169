package io.keelson.node.tool;

import io.keelson.node.engine.EngineException;
import io.keelson.node.log.Log;
import io.keelson.node.log.LogConfig;
import io.keelson.node.log.LogEnvironment;
import io.keelson.node.log.LogFormat;
import io.keelson.node.log.LogLevel;
import io.keelson.node.log.Logger;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code etcdutl}. */
public final class Etcdutl {
  private final IdentityHashMap<CommandSpec, ToolCommand> commands = new IdentityHashMap<>();
  private final CommandLine root;
  private final PrintStream out;
  private final PrintStream err;

  private Etcdutl(PrintStream out, PrintStream err, Logger log) {
    this.out = out;
    this.err = err;
    CommandSpec spec =
        Flags.command("etcdutl", "", "An administrative command line tool for etcd3.");
    spec.addOption(
        OptionSpec.builder("-w", "--write-out")
            .type(String.class)
            .arity("1")
            .paramLabel("string")
            .defaultValue("simple")
            .scopeType(ScopeType.INHERIT)
            .description("set the output format (fields, json, protobuf, simple, table)")
            .build());
    spec.addOption(
        OptionSpec.builder("--timeout")
            .type(String.class)
            .arity("1")
            .paramLabel("duration")
            .defaultValue("10s")
            .scopeType(ScopeType.INHERIT)
            .description("accepted for compatibility; files are read without a lock")
            .build());
    root = new CommandLine(spec);
    CommandLine snapshot =
        new CommandLine(Flags.command("snapshot", "", "Manages etcd node snapshots"));
    root.addSubcommand(command(new HashKvCommand()));
    root.addSubcommand(snapshot);
    root.addSubcommand(command(new VersionCommand()));
    snapshot.addSubcommand(command(new ConvertCommand()));
    snapshot.addSubcommand(command(new RestoreCommand(log)));
    snapshot.addSubcommand(command(new StatusCommand()));
  }

  /** Runs one command; the process ends with its exit code. */
  public static void main(String[] arguments) throws IOException {
    java.util.logging.LogManager.getLogManager().reset();
    OutputStream stderr = new FileOutputStream(FileDescriptor.err);
    int exitCode;
    try (PrintStream out = stream(new FileOutputStream(FileDescriptor.out));
        PrintStream err = stream(stderr);
        Log log =
            Log.open(
                new LogConfig(LogLevel.INFO, LogFormat.CONSOLE, List.of("stderr"), null),
                new LogEnvironment(
                    out, stderr, InstantSource.system(), ZoneId.systemDefault(), Runnable::run))) {
      exitCode = new Etcdutl(out, err, log.logger()).run(arguments);
    }
    System.exit(exitCode);
  }

  private static PrintStream stream(OutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private CommandLine command(ToolCommand command) {
    CommandSpec spec = command.spec();
    commands.put(spec, command);
    return new CommandLine(spec);
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  public static int run(PrintStream out, PrintStream err, Logger log, String... arguments) {
    return new Etcdutl(out, err, log).run(arguments);
  }

  private int run(String... arguments) {
    try {
      ParseResult result = root.parseArgs(arguments);
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
      CommandSpec spec = result.commandSpec();
      ToolCommand command = commands.get(spec);
      if (result.isUsageHelpRequested() || command == null) {
        out.print(UsageText.of(spec.commandLine()));
        return 0;
      }
      command.run(result, out);
      return 0;
    } catch (ParameterException e) {
      return misused(e);
    } catch (ToolException e) {
      return failed(e.getMessage(), e.exitCode());
    } catch (IOException e) {
      return failed(Problems.describe(e), ToolException.EXIT_ERROR);
    } catch (EngineException e) {
      return failed(e.getMessage(), ToolException.EXIT_ERROR);
    } catch (OutOfMemoryError e) {
      return failed("not enough memory; KEELSON_JAVA_OPTS=-Xmx… gives more", 1);
    }
  }

  private int failed(@Nullable String text, int exitCode) {
    err.println("Error: " + text);
    return exitCode;
  }

  private int misused(ParameterException e) {
    CommandLine commandLine = e.getCommandLine();
    String path = commandLine.getCommandSpec().qualifiedName();
    if (!commandLine.getSubcommands().isEmpty() && !isOption(e)) {
      err.println(
          "Error: unknown command \"%s\" for \"%s\"\nRun '%s --help' for usage."
              .formatted(unmatched(e), path, path));
      return ToolException.EXIT_ERROR;
    }
    err.println("Error: " + text(e));
    err.print(UsageText.of(commandLine));
    return ToolException.EXIT_ERROR;
  }

  private static boolean isOption(ParameterException e) {
    return !(e instanceof UnmatchedArgumentException) || unmatched(e).startsWith("-");
  }

  private static String unmatched(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? unmatched.getUnmatched().getFirst()
        : "";
  }

  private static String text(ParameterException e) {
    return switch (e) {
      case UnmatchedArgumentException _ -> "unknown flag: " + unmatched(e).split("=", 2)[0];
      case MissingParameterException missing
          when missing.getMissing().getFirst() instanceof OptionSpec option ->
          "flag needs an argument: " + option.longestName();
      default -> String.valueOf(e.getMessage());
    };
  }
}
