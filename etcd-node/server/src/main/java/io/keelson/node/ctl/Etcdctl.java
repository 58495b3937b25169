package io.keelson.node.ctl;

import io.keelson.node.log.Log;
import io.keelson.node.log.LogConfig;
import io.keelson.node.log.LogEnvironment;
import io.keelson.node.log.LogFormat;
import io.keelson.node.log.LogLevel;
import io.keelson.node.log.Logger;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;

/** The program {@code etcdctl}. */
public final class Etcdctl {
  private static final String TRAINING = "keelson.training";

  private final Context.Streams streams;
  private final Logger log;
  private final Map<String, String> environment;
  private final Commands commands = new Commands();

  private Etcdctl(Context.Streams streams, Logger log, Map<String, String> environment) {
    this.streams = streams;
    this.log = log;
    this.environment = environment;
  }

  /** Runs one command; the process ends with its exit code. */
  public static void main(String[] arguments) throws IOException {
    LogManager.getLogManager().reset();
    OutputStream stderr = new FileOutputStream(FileDescriptor.err);
    int exitCode;
    try (PrintStream out = stream(new FileOutputStream(FileDescriptor.out));
        PrintStream err = stream(stderr);
        Log log =
            Log.open(
                new LogConfig(LogLevel.INFO, LogFormat.JSON, List.of("stderr"), null),
                new LogEnvironment(
                    out, stderr, InstantSource.system(), ZoneId.systemDefault(), Runnable::run))) {
      var program =
          new Etcdctl(new Context.Streams(System.in, out, err), log.logger(), System.getenv());
      String training = System.getProperty(TRAINING);
      exitCode = training == null ? program.run(List.of(arguments)) : program.train(training);
    }
    System.exit(exitCode);
  }

  /** Written out when a line ends: scripts read while a watch goes on. */
  private static PrintStream stream(OutputStream target) {
    return new PrintStream(new BufferedOutputStream(target), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  private int run(List<String> line) {
    try {
      Commands.Found found = commands.find(line);
      try {
        Arguments arguments = Arguments.parse(found.allFlags(), found.rest());
        if (found.command().isGroup() || arguments.isOn("help")) {
          streams.out().print(HelpText.help(found));
        } else {
          found.command().action().run(new Context(arguments, streams, log, environment));
        }
        return 0;
      } catch (UsageException e) {
        streams.err().println("Error: " + e.getMessage());
        streams.err().println(HelpText.usage(found));
        return CtlException.EXIT_ERROR;
      }
    } catch (CtlException e) {
      if (!e.text().isEmpty()) {
        streams.err().println("Error: " + e.text());
      }
      return e.exitCode();
    } catch (IOException e) {
      streams.err().println("Error: " + e);
      return CtlException.EXIT_ERROR;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CtlException.EXIT_INTERRUPTED;
    } finally {
      streams.out().flush();
    }
  }

  /**
   * The run that the build makes to record which classes commands need.
   *
   * @param endpoints of a server, one without TLS and one with it
   */
  private int train(String endpoints) {
    for (String endpoint : endpoints.split(",", -1)) {
      for (String format : List.of("simple", "json", "table", "fields")) {
        for (String command :
            List.of(
                "put key value",
                "get --prefix k",
                "member list",
                "endpoint status",
                "endpoint health",
                "endpoint hashkv",
                "alarm list",
                "del key",
                "version")) {
          String line =
              "--endpoints=%s --insecure-skip-tls-verify=%b -w %s %s"
                  .formatted(endpoint, endpoint.startsWith("https"), format, command);
          int exitCode = run(Arrays.asList(line.split(" ", -1)));
          boolean isRefused = exitCode == CtlException.EXIT_BAD_FEATURE && format.equals("table");
          if (exitCode != 0 && !isRefused) {
            return exitCode;
          }
        }
      }
    }
    return 0;
  }
}
