package io.keelson.node.main;

import io.keelson.node.config.BuildInfo;
import io.keelson.node.config.ConfigFileReader;
import io.keelson.node.config.ConfigParser;
import io.keelson.node.config.Notice;
import io.keelson.node.config.ParseResult;
import io.keelson.node.log.Log;
import io.keelson.node.log.Logger;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogManager;

/** The program {@code etcd}. */
public final class Etcd {
  private Etcd() {}

  /** Runs a member until a signal ends it. */
  public static void main(String[] args) throws IOException {
    silenceLibraries();
    resolveAfresh();
    if (Training.isWanted()) {
      Training.run(Etcd::run);
    } else {
      run(List.of(args));
    }
  }

  private static void run(List<String> arguments) throws IOException {
    ConfigParser parser = new ConfigParser(buildInfo(), Etcd::readFile);
    switch (parser.parse(arguments, System.getenv())) {
      case ParseResult.Print print -> print(print);
      case ParseResult.Fail fail -> fail(fail);
      case ParseResult.Run run -> run(run, arguments);
    }
  }

  /**
   * Nothing but the node's own lines may appear on standard error: the reader of YAML warns, too.
   */
  private static void silenceLibraries() {
    LogManager.getLogManager().reset();
  }

  /**
   * A member that comes back may have another address, and its name none for a moment; Java would
   * keep the old answer for 30 seconds and the lack of one for 10, upstream's resolver keeps none.
   */
  private static void resolveAfresh() {
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }

  static BuildInfo buildInfo() {
    return new BuildInfo(
        "keelson",
        "java" + System.getProperty("java.version", "25"),
        "linux/" + (System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64"));
  }

  private static byte[] readFile(String path) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      return in.readNBytes(ConfigFileReader.MAX_BYTES + 1);
    }
  }

  private static void print(ParseResult.Print print) {
    write(FileDescriptor.out, print.stdout());
    write(FileDescriptor.err, print.stderr());
    System.exit(print.exitCode());
  }

  private static void write(FileDescriptor descriptor, String text) {
    if (!text.isEmpty()) {
      try (PrintStream out =
          new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8)) {
        out.print(text);
      }
    }
  }

  private static void fail(ParseResult.Fail fail) throws IOException {
    try (Log log = Logging.open(fail.log())) {
      for (Notice notice : fail.notices()) {
        Logging.log(log.logger(), notice);
      }
    }
    System.exit(fail.exitCode());
  }

  private static void run(ParseResult.Run run, List<String> arguments) throws IOException {
    FailpointProcess.start(System.getenv());
    Log log = Logging.open(run.config().observability().log());
    Logger logger = log.logger();
    run.notices().forEach(notice -> Logging.log(logger, notice));
    List<String> commandLine = new ArrayList<>(arguments);
    commandLine.addFirst("etcd");
    new NodeProcess(run.config(), commandLine, logger).run();
  }
}
