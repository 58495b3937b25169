package io.keelson.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a small program of the machine to its end. */
final class Tool {
  private static final long SECONDS_MAX = 60;

  private Tool() {}

  record Output(int exitCode, String text) {}

  /** Splits the start at its spaces and takes the rest word by word. */
  static List<String> words(String start, Object... rest) {
    List<String> words = new ArrayList<>(List.of(start.split(" ", -1)));
    for (Object word : rest) {
      words.add(word.toString());
    }
    return words;
  }

  static Output run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException(command.getFirst() + " did not end");
      }
      return new Output(process.exitValue(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
