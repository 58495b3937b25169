package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Commands of etcdctl, each run against two servers at once and compared. In arguments and input,
 * {@code {lease}} stands for the id that the last {@code lease grant} printed, {@code {dir}} for a
 * folder of that server.
 */
final class EtcdctlScript {
  private final List<EtcdctlStep> steps = new ArrayList<>();

  void run(String... arguments) {
    steps.add(new EtcdctlStep.Command("", List.of(arguments)));
  }

  void withInput(String input, String... arguments) {
    steps.add(new EtcdctlStep.Command(input, List.of(arguments)));
  }

  /** Of a command that needs no server. */
  void utl(String... arguments) {
    steps.add(new EtcdctlStep.Utl(List.of(arguments)));
  }

  /** A watch of the past, until it printed that text. */
  void watch(String until, String... arguments) {
    steps.add(new EtcdctlStep.Watch("", List.of(), until, List.of(arguments)));
  }

  /**
   * An interactive watch of what happens while it runs: first its line, then the commands, each as
   * one string of words.
   */
  void live(String until, String line, List<String> commands, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-i"));
    arguments.addAll(List.of(options));
    steps.add(new EtcdctlStep.Watch(line, commands, until, arguments));
  }

  void compare(Reference tool, EtcdProcess.Spec left, EtcdProcess.Spec right) {
    compare(tool, left, tool, right, text -> text);
  }

  /** The same of two programs, each with a server of one kind, apart from what they log. */
  void compare(Reference expected, Reference tool, EtcdProcess.Spec server) {
    compare(expected, server, tool, server, EtcdctlOutput::withoutLog);
  }

  private void compare(
      Reference expected,
      EtcdProcess.Spec left,
      Reference tool,
      EtcdProcess.Spec right,
      UnaryOperator<String> view) {
    try (EtcdProcess a = left.flag("watch-progress-notify-interval", "300ms").start();
        EtcdProcess b = right.flag("watch-progress-notify-interval", "300ms").start()) {
      var first = new EtcdctlSession(expected, a);
      var second = new EtcdctlSession(tool, b);
      for (EtcdctlStep step : steps) {
        var other = CompletableFuture.supplyAsync(() -> view.apply(first.run(step)));
        String actual = view.apply(second.run(step));
        assertThat(actual)
            .as("etcdctl %s, %s, %s and %s", tool.version(), step, a.label(), b.label())
            .isEqualTo(other.join());
      }
    }
  }
}
