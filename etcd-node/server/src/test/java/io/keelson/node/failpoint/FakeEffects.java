package io.keelson.node.failpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Writes down what terms do; chance comes from a list. */
final class FakeEffects implements FailpointEffects {
  final List<String> done = new ArrayList<>();
  final ArrayDeque<Double> chances = new ArrayDeque<>();

  @Override
  public void panic(String message) {
    done.add("panic: " + message);
  }

  @Override
  public void sleep(Duration duration) {
    done.add("sleep: " + duration.toMillis());
  }

  @Override
  public double random() {
    return chances.pop();
  }

  @Override
  public void print(String line) {
    done.add("print: " + line);
  }
}
