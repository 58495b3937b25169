package io.keelson.e2e.operator;

import io.keelson.e2e.kube.Kubectl;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the API server was asked to write what an operator writes; also when nothing changed by
 * it. Leases are left out, and the status of pods, which kubelets write.
 */
final class ApiWrites {
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final String METRIC = "apiserver_request_total{";
  private static final Set<String> VERBS = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE");
  private static final String OWN_GROUP = "etcd.keelson.dev";
  private static final Set<String> OTHERS =
      Set.of(
          "pods",
          "persistentvolumeclaims",
          "services",
          "secrets",
          "poddisruptionbudgets",
          "networkpolicies",
          "jobs",
          "events");

  private final Kubectl kubectl;
  private Map<String, Long> before;

  /** Counts from now on. */
  ApiWrites(Kubectl kubectl) {
    this.kubectl = kubectl;
    before = read();
  }

  /** Requests since the start or the last call, by verb and resource; none that were not made. */
  Map<String, Long> take() {
    Map<String, Long> now = read();
    Map<String, Long> more = new TreeMap<>();
    now.forEach(
        (what, count) -> {
          long since = count - before.getOrDefault(what, 0L);
          if (since > 0) {
            more.put(what, since);
          }
        });
    before = now;
    return more;
  }

  private Map<String, Long> read() {
    Map<String, Long> counts = new TreeMap<>();
    kubectl
        .print("", "get", "--raw", "/metrics")
        .lines()
        .filter(line -> line.startsWith(METRIC))
        .forEach(line -> count(line, counts));
    return counts;
  }

  private static void count(String line, Map<String, Long> counts) {
    Map<String, String> labels = new TreeMap<>();
    Matcher matcher = LABEL.matcher(line);
    while (matcher.find()) {
      labels.put(matcher.group(1), matcher.group(2));
    }
    String verb = labels.getOrDefault("verb", "");
    String resource = labels.getOrDefault("resource", "");
    String part = labels.getOrDefault("subresource", "");
    boolean own = OWN_GROUP.equals(labels.get("group"));
    if (VERBS.contains(verb) && (own || (part.isEmpty() && OTHERS.contains(resource)))) {
      String what = "%s %s%s".formatted(verb, resource, part.isEmpty() ? "" : "/" + part);
      long value = (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      counts.merge(what, value, Long::sum);
    }
  }
}
