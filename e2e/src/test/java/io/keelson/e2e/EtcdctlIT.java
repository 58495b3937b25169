package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One script of etcdctl commands prints the same against upstream and against our node. */
@BesideOthers
final class EtcdctlIT {
  private static final String UPSTREAM = "3.7";
  private static final List<String> FORMATS = List.of("simple", "json", "fields");

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void printsTheSame(String version) {
    compare(Requires.reference(version), Requires.upstream(UPSTREAM), Requires.ours());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void upstreamAgreesWithItself(String version) {
    compare(Requires.reference(version), Requires.upstream(UPSTREAM), Requires.upstream(UPSTREAM));
  }

  private record Step(String input, List<String> arguments) {
    static Step of(String... arguments) {
      return new Step("", List.of(arguments));
    }

    static Step txn(String input, String... options) {
      List<String> arguments = new ArrayList<>(List.of("txn"));
      arguments.addAll(List.of(options));
      return new Step(input, arguments);
    }
  }

  private static void compare(Reference tool, EtcdProcess.Spec left, EtcdProcess.Spec right) {
    try (EtcdProcess a = left.start();
        EtcdProcess b = right.start()) {
      for (Step step : script()) {
        assertThat(run(tool, b, step))
            .as("etcdctl %s %s, input %s", tool.version(), step.arguments(), step.input())
            .isEqualTo(run(tool, a, step));
      }
    }
  }

  private static List<Step> script() {
    List<Step> steps = new ArrayList<>();
    for (String format : FORMATS) {
      String w = "--write-out=" + format;
      steps.add(Step.of("put", "a/1", "one", w));
      steps.add(Step.of("put", "a/1", "two", "--prev-kv", w));
      steps.add(Step.of("put", "a/2", "", w));
      steps.add(Step.of("put", "b", "x y \"z\"", w));
      steps.add(Step.of("put", "a/1", "--ignore-value", w));
      steps.add(Step.of("put", "absent", "--ignore-value", w));
      steps.add(Step.of("put", "k", "v", "--lease=123", w));
      steps.add(Step.of("get", "a/1", w));
      steps.add(Step.of("get", "absent", w));
      steps.add(Step.of("get", "a/", "--prefix", "--sort-by=MODIFY", "--order=DESCEND", w));
      steps.add(Step.of("get", "a", "c", "--limit=2", w));
      steps.add(Step.of("get", "", "--from-key", "--keys-only", w));
      steps.add(Step.of("get", "a/", "--prefix", "--rev=3", "--consistency=s", w));
      steps.add(Step.of("get", "a/1", "--rev=999999", w));
      steps.add(Step.txn("mod(\"a/1\") > \"0\"\n\nput a/3 t\nget a/3\ndel b\n\nget b\n\n", w));
      steps.add(Step.txn("value(\"a/1\") = \"no\"\n\nput a/4 t\n\nget a/ --prefix\n\n", w));
      steps.add(Step.txn("\n\nput a/5 1\nput a/5 2\n\n\n", w));
      steps.add(Step.of("del", "a/2", "--prev-kv", w));
      steps.add(Step.of("del", "absent", w));
      steps.add(Step.of("del", "a/", "--prefix", w));
    }
    steps.add(Step.of("get", "", "--from-key", "--print-value-only"));
    steps.add(Step.of("get", "a/", "--prefix", "--count-only", "--write-out=fields"));
    steps.add(Step.of("put", "k", "v", "--write-out=table"));
    steps.add(Step.of("put", ""));
    steps.add(Step.of("compaction", "8"));
    steps.add(Step.of("compaction", "8"));
    steps.add(Step.of("compaction", "12", "--physical"));
    steps.add(Step.of("compaction", "999999"));
    steps.add(Step.of("get", "a/1", "--rev=5"));
    for (String format : List.of("simple", "json", "fields", "table")) {
      String w = "--write-out=" + format;
      steps.add(Step.of("endpoint", "health", w));
      steps.add(Step.of("endpoint", "status", w));
      steps.add(Step.of("endpoint", "hashkv", w));
      steps.add(Step.of("member", "list", w));
    }
    return steps;
  }

  private static String run(Reference tool, EtcdProcess server, Step step) {
    var etcdctl = new Etcdctl(tool, server.endpoint());
    Program.Result result = etcdctl.run(step.input(), step.arguments().toArray(String[]::new));
    String text =
        "exit code %d%n%s%n---- stderr%n%s"
            .formatted(result.exitCode(), result.out(), result.err());
    return EtcdctlOutput.normalised(text, server);
  }
}
