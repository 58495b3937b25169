package io.keelson.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sources are short, narrow and finished. */
final class TidyTest {
  private static final int LINES_MAX = 600;
  private static final int COLUMNS_MAX = 100;
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XXX)\\b");

  /** What the formatter cannot break: an import, or a literal that is too long by itself. */
  private static final Pattern UNBREAKABLE =
      Pattern.compile("^import |\"(?:[^\"\\\\]|\\\\.){80,}\"");

  private static List<Path> sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @Test
  void mainSourcesAreTidy() throws IOException {
    List<String> findings = new ArrayList<>();
    for (Path file : sources("src/main/java")) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > LINES_MAX) {
        findings.add(file + " has " + lines.size() + " lines");
      }
      for (int i = 0; i < lines.size(); i++) {
        if (UNFINISHED.matcher(lines.get(i)).find()) {
          findings.add(file + ":" + (i + 1) + " is unfinished");
        }
      }
    }
    assertThat(findings).isEmpty();
  }

  @Test
  void linesAreNarrow() throws IOException {
    List<String> findings = new ArrayList<>();
    for (String folder : List.of("src/main/java", "src/test/java")) {
      for (Path file : sources(folder)) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          String line = lines.get(i);
          if (line.codePointCount(0, line.length()) > COLUMNS_MAX
              && !UNBREAKABLE.matcher(line).find()) {
            findings.add(file + ":" + (i + 1) + " is too long");
          }
        }
      }
    }
    assertThat(findings).isEmpty();
  }
}
