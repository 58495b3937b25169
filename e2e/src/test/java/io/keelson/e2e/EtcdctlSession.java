package io.keelson.e2e;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Reference;
import io.keelson.e2e.process.RunningTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One version of etcdctl and one server, through the steps of a script. */
final class EtcdctlSession {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Pattern GRANTED = Pattern.compile("lease ([0-9a-f]+) granted");
  private static final Pattern PROGRESS = Pattern.compile("progress notify: \\d+\\n");
  private static final Pattern TOTAL_OF_FILE = Pattern.compile("\"revision\":(\\d+)");

  private final Reference tool;
  private final EtcdProcess server;
  private final Path folder;
  private final List<String> leases = new ArrayList<>();

  EtcdctlSession(Reference tool, EtcdProcess server) {
    this.tool = tool;
    this.server = server;
    try {
      folder = Files.createDirectories(server.dataDir().resolveSibling("files"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String run(EtcdctlStep step) {
    return switch (step) {
      case EtcdctlStep.Command(String input, List<String> arguments) ->
          normalised(text(command(input, arguments)));
      case EtcdctlStep.Utl(List<String> arguments) -> utl(arguments);
      case EtcdctlStep.Watch watch -> normalised(watch(watch));
    };
  }

  private Program.Result command(String input, List<String> arguments) {
    var etcdctl = new Etcdctl(tool, server.endpoint());
    Program.Result result = etcdctl.run(filled(input), filled(arguments).toArray(String[]::new));
    Matcher granted = GRANTED.matcher(result.out());
    if (granted.find()) {
      leases.add(granted.group(1));
    }
    return result;
  }

  private static String text(Program.Result result) {
    return "exit code %d%n%s%n---- stderr%n%s"
        .formatted(result.exitCode(), result.out(), result.err());
  }

  /** Sizes and hashes of files differ; that the file is sound and its revision do not. */
  private String utl(List<String> arguments) {
    Program.Result result = new Program(tool.etcdutl()).run("", filled(arguments));
    Matcher revision = TOTAL_OF_FILE.matcher(result.out());
    return "exit code %d, revision %s%n%s"
        .formatted(
            result.exitCode(),
            revision.find() ? revision.group(1) : "none",
            result.exitCode() == 0 ? "" : result.err());
  }

  private String watch(EtcdctlStep.Watch watch) {
    List<String> arguments = new ArrayList<>(List.of("watch"));
    arguments.addAll(filled(watch.arguments()));
    try (RunningTool running = new Etcdctl(tool, server.endpoint()).start(arguments)) {
      if (watch.line().isEmpty()) {
        awaitOutput(running, watch.until());
        return running.output();
      }
      running.write(watch.line());
      // Asked again until answered: an answer comes only when the watcher is there and up to date.
      boolean isConfirmed =
          Await.until(
              LIMIT,
              () -> {
                running.write("progress");
                return Await.until(
                    Duration.ofMillis(300), () -> PROGRESS.matcher(running.output()).find());
              });
      if (!isConfirmed) {
        return "never confirmed: " + running.output();
      }
      for (String change : watch.changes()) {
        var _ = command("", Arrays.asList(change.split(" ")));
      }
      awaitOutput(running, watch.until());
      return PROGRESS.matcher(running.output()).replaceAll("");
    }
  }

  private static void awaitOutput(RunningTool running, String until) {
    var _ = Await.until(LIMIT, () -> running.output().contains(until) || running.isDone());
    running.awaitQuiet();
  }

  private List<String> filled(List<String> arguments) {
    return arguments.stream().map(this::filled).toList();
  }

  private String filled(String text) {
    return text.replace("{lease}", leases.isEmpty() ? "none" : leases.getLast())
        .replace("{dir}", folder.toString());
  }

  private String normalised(String text) {
    String known = text.replace(folder.toString(), "DIR");
    for (int i = 0; i < leases.size(); i++) {
      String hex = leases.get(i);
      known =
          known
              .replace(hex, "LEASE" + i)
              .replace(Long.toString(Long.parseLong(hex, 16)), "LEASE" + i);
    }
    return EtcdctlOutput.normalised(known, server)
        .replaceAll("lease [0-9a-f]{16} granted", "lease NEW granted")
        .replaceAll("(\"(id|ID)\":|\"ID\" : )-?\\d{15,}", "$1NEW")
        .replaceAll("remaining\\(TIME\\)", "remaining(N)")
        .replaceAll("(\"ttl\":|\"TTL\" : )[3-9]?\\d\\b", "$1N")
        .replaceAll("ADDRESS", "N")
        .replaceAll("\"size\":\"[^\"]*\"", "\"size\":N");
  }
}
