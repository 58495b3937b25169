package io.keelson.e2e.kube;

import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warnings and errors in an API server's log, without what differs from run to run, and the list of
 * those that it also writes over upstream's etcd. {@code -Dkube.log=record -Dsubject=3.7} adds to
 * the list.
 */
final class ApiServerLog {
  private static final String KNOWN = "e2e/src/test/resources/kube/apiserver-log.txt";
  private static final Pattern LINE =
      Pattern.compile("^([WEF])\\d{4} [\\d:.]+ +\\d+ ([\\w.]+):\\d+] (.*)$");

  private ApiServerLog() {}

  /** The warnings and errors that are new; empty is good. */
  static Collection<String> unknown(String log) throws IOException {
    Path list = Repository.root().resolve(KNOWN);
    var known = new TreeSet<>(Files.readAllLines(list));
    SortedSet<String> found = complaints(log);
    if ("record".equals(System.getProperty("kube.log"))) {
      known.addAll(found);
      Files.write(list, known);
    }
    found.removeAll(known);
    return found;
  }

  private static SortedSet<String> complaints(String log) {
    var found = new TreeSet<String>();
    List<String> lines = log.lines().toList();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        found.add(matcher.group(1) + " " + matcher.group(2) + ": " + normalised(matcher.group(3)));
      }
    }
    return found;
  }

  private static String normalised(String message) {
    return message
        .replaceAll("Skipping API \\S+ ", "Skipping API X ")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID")
        .replaceAll("\\b(0x)?(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\\b", "HEX")
        .replaceAll("\\b\\d+(\\.\\d+)?(ns|µs|ms|s)\\b", "TIME")
        .replaceAll("\\d+", "N");
  }
}
