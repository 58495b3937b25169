package io.keelson.e2e.watch;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.mvccpb.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the same changes at two fresh servers and opens the same watchers; compares what each
 * watcher heard, and both with what it had to hear according to a watcher of everything.
 */
final class WatchDifferential {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Listener left;
  private final Listener right;
  private final Changes changes;
  private final List<Pair> open = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();
  private int watchers;
  private long eventCount;

  /** {@code isLost} when it starts before the compaction, and so must be canceled by the server. */
  private record Pair(WatcherSpec spec, long created, boolean isLost, Heard left, Heard right) {
    boolean isCanceled() {
      return left.isCanceled() && right.isCanceled();
    }
  }

  /** What a run did, and what differed. */
  record Report(long seed, int watchers, long events, List<String> differences) {}

  private WatchDifferential(EtcdProcess left, EtcdProcess right) {
    this.left = new Listener(left);
    this.right = new Listener(right);
    this.changes = new Changes(left, right);
  }

  static Report run(long seed, int operations, EtcdProcess left, EtcdProcess right) {
    var run = new WatchDifferential(left, right);
    run.run(new WatchScript(seed), operations);
    return new Report(seed, run.watchers, run.eventCount, run.differences);
  }

  private void run(WatchScript script, int operations) {
    connect();
    for (int i = 0; i < operations && differences.isEmpty(); i++) {
      switch (script.next(changes.revision(), changes.compacted(), open.size())) {
        case WatchScript.Step.Change(var change) -> changes.make(change);
        case WatchScript.Step.Open(var spec) -> open(spec);
        case WatchScript.Step.Cancel(int index) -> cancel(open.get(index));
        case WatchScript.Step.Compact(long revision) -> {
          settle();
          changes.compact(revision);
        }
        case WatchScript.Step.Restart _ -> restart();
      }
      String difference = changes.difference();
      if (difference != null) {
        differences.add(difference);
      }
    }
    finish();
  }

  private void connect() {
    left.connect();
    right.connect();
  }

  private void open(WatcherSpec spec) {
    boolean isLost = spec.start() != 0 && spec.start() < changes.compacted();
    Pair pair = new Pair(spec, changes.revision(), isLost, left.open(spec), right.open(spec));
    open.add(pair);
    watchers++;
    if (!Await.until(LIMIT, () -> pair.left.isCreated() && pair.right.isCreated())) {
      differences.add(
          "not created: %s, left %s, right %s"
              .formatted(spec, pair.left.marks(), pair.right.marks()));
    }
  }

  private void cancel(Pair pair) {
    settle(pair);
    if (!pair.isLost) {
      left.cancel(pair.spec);
      right.cancel(pair.spec);
    }
    if (!Await.until(LIMIT, pair::isCanceled)) {
      differences.add(
          "not canceled: %s, left %s, right %s"
              .formatted(pair.spec, pair.left.marks(), pair.right.marks()));
    }
    compare(pair);
    open.remove(pair);
  }

  private void restart() {
    finish();
    left.server().restart();
    right.server().restart();
    connect();
  }

  /** Compares and forgets all watchers. */
  private void finish() {
    settle();
    open.forEach(this::compare);
    open.clear();
  }

  private void settle() {
    open.forEach(this::settle);
  }

  private void settle(Pair pair) {
    int expected = pair.isLost ? 0 : expected(pair).size();
    boolean isComplete =
        Await.until(
            LIMIT,
            () ->
                pair.isLost
                    ? pair.isCanceled()
                    : pair.left.count() >= expected && pair.right.count() >= expected);
    if (!isComplete) {
      differences.add(
          "%s, created at %d, compacted start %s: of %d events left heard %d, right %d"
              .formatted(
                  pair.spec,
                  pair.created,
                  pair.isLost,
                  expected,
                  pair.left.count(),
                  pair.right.count()));
    }
  }

  private List<Event> expected(Pair pair) {
    return changes.log().stream().filter(e -> pair.spec.wants(e, pair.created)).toList();
  }

  private void compare(Pair pair) {
    List<Event> a = pair.left.events();
    List<Event> b = pair.right.events();
    eventCount += a.size();
    same(pair, "events", WatchText.first(a, b));
    same(pair, "marks", WatchText.first(pair.left.marks(), pair.right.marks()));
    same(pair, "faults of left", WatchText.first(pair.left.faults(), List.of()));
    same(pair, "faults of right", WatchText.first(pair.right.faults(), List.of()));
    List<Event> expected = pair.isLost ? List.of() : expected(pair);
    same(pair, "model", WatchText.first(expected, WatchText.withoutPrevious(a)));
  }

  private void same(Pair pair, String what, String difference) {
    if (!difference.isEmpty()) {
      differences.add(
          "%s, created at %d, %s: %s".formatted(pair.spec, pair.created, what, difference));
    }
  }
}
