package io.keelson.backup;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.work.Command;
import io.keelson.backup.work.DeleteCommand;
import io.keelson.backup.work.ListCommand;
import io.keelson.backup.work.RecoverCommand;
import io.keelson.backup.work.RestoreCommand;
import io.keelson.backup.work.SaveCommand;
import io.keelson.backup.work.Session;
import io.keelson.backup.work.VerifyCommand;
import io.keelson.node.log.Field;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The program {@code etcd-backup}: one command, one request, one result. Ends with 0 if it did what
 * it was asked, 1 if the same again may succeed, 2 if not.
 */
public final class EtcdBackup {
  private static final int EXIT_RETRY = 1;
  private static final int EXIT_FINAL = 2;
  private static final int REQUEST_BYTES_MAX = 1 << 20;
  private static final String NODE = "/opt/etcd/bin/etcd";

  private final Map<String, String> environment;
  private final Logger log;
  private final PrintStream out;

  private EtcdBackup(Map<String, String> environment, Logger log, PrintStream out) {
    this.environment = environment;
    this.log = log;
    this.out = out;
  }

  /** Runs one command; the process ends with its exit code. */
  public static void main(String[] arguments) throws IOException {
    java.util.logging.LogManager.getLogManager().reset();
    OutputStream stderr = new FileOutputStream(FileDescriptor.err);
    int exitCode;
    try (PrintStream out =
            new PrintStream(
                new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Log log =
            Log.open(
                new LogConfig(LogLevel.INFO, LogFormat.JSON, List.of("stderr"), null),
                new LogEnvironment(
                    out, stderr, InstantSource.system(), ZoneOffset.UTC, Runnable::run))) {
      exitCode = new EtcdBackup(System.getenv(), log.logger(), out).run(arguments);
    }
    // Not exit: a library's hook or thread must not hold up what is done.
    Runtime.getRuntime().halt(exitCode);
  }

  private Map<String, Command> commands() {
    return new TreeMap<>(
        Map.of(
            "save", new SaveCommand(),
            "verify", new VerifyCommand(),
            "restore", new RestoreCommand(),
            "recover", new RecoverCommand(),
            "delete", new DeleteCommand(),
            "list", new ListCommand(out)));
  }

  private CommandLine commandLine(Map<String, Command> commands) {
    CommandSpec spec = CommandSpec.create().name("etcd-backup").mixinStandardHelpOptions(false);
    spec.usageMessage()
        .description("Saves, verifies and restores backups of etcd, one request at a time.");
    spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).build());
    Map<String, String> descriptions =
        Map.of(
            "save", "take a snapshot and store it",
            "verify", "read a backup and prove it",
            "restore", "make a data directory of a backup",
            "recover", "make a new cluster of a surviving member",
            "delete", "remove a backup",
            "list", "print the backups below a key");
    CommandLine root = new CommandLine(spec);
    for (String name : commands.keySet()) {
      CommandSpec sub = CommandSpec.create().name(name);
      sub.usageMessage().description(descriptions.getOrDefault(name, ""));
      sub.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).build());
      sub.addOption(
          OptionSpec.builder("--request")
              .type(String.class)
              .paramLabel("FILE")
              .description("file with the request; else it is in KEELSON_REQUEST")
              .build());
      root.addSubcommand(name, new CommandLine(sub));
    }
    return root;
  }

  private int run(String... arguments) {
    Map<String, Command> commands = commands();
    CommandLine root = commandLine(commands);
    ParseResult parsed;
    try {
      parsed = root.parseArgs(arguments);
    } catch (ParameterException e) {
      return end("", Outcome.failed(Reason.INVALID_REQUEST, BackupException.text(e)));
    }
    @Nullable ParseResult sub = parsed.subcommand();
    if (parsed.isUsageHelpRequested() || (sub != null && sub.isUsageHelpRequested())) {
      (sub == null ? root : sub.commandSpec().commandLine()).usage(out);
      return 0;
    }
    @Nullable Command command = sub == null ? null : commands.get(sub.commandSpec().name());
    if (sub == null || command == null) {
      root.usage(out);
      return end(
          "", Outcome.failed(Reason.INVALID_REQUEST, "name a command: " + commands.keySet()));
    }
    String name = sub.commandSpec().name();
    try {
      Session session = session(sub.matchedOptionValue("--request", (String) null));
      return new Execution(command, session).run(outcome -> end(name, outcome));
    } catch (BackupException e) {
      return end(name, Outcome.failed(e.reason(), BackupException.text(e)));
    }
  }

  private Session session(@Nullable String file) throws BackupException {
    String text = environment.getOrDefault("KEELSON_REQUEST", "");
    if (file != null) {
      text = read(Path.of(file));
    }
    if (text.isBlank()) {
      throw new BackupException(
          Reason.INVALID_REQUEST, "no request: set KEELSON_REQUEST or give --request FILE");
    }
    return new Session(
        Request.parse(text),
        new Places(Path.of(environment.getOrDefault("KEELSON_ROOT", "/"))),
        Path.of(environment.getOrDefault("KEELSON_NODE", NODE)),
        log,
        InstantSource.system(),
        System::nanoTime);
  }

  private static String read(Path file) throws BackupException {
    try {
      if (Files.size(file) > REQUEST_BYTES_MAX) {
        throw new BackupException(Reason.INVALID_REQUEST, file + " is too large for a request");
      }
      return Files.readString(file);
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw new BackupException(Reason.INVALID_REQUEST, "cannot read " + file + ": " + e, e);
    }
  }

  private int end(String command, Outcome outcome) {
    String text = outcome.text();
    if (outcome.isOk()) {
      log.info("done", Field.of("command", command), Field.of("result", text));
    } else {
      log.warn("failed", Field.of("command", command), Field.of("result", text));
    }
    String file = environment.getOrDefault("KEELSON_RESULT", "/dev/termination-log");
    try {
      Files.writeString(Path.of(file), text);
    } catch (IOException e) {
      log.warn("the result could not be written", Field.of("file", file), Field.error(e));
    }
    if (outcome.isOk()) {
      return 0;
    }
    return outcome.isRetryable() ? EXIT_RETRY : EXIT_FINAL;
  }
}
