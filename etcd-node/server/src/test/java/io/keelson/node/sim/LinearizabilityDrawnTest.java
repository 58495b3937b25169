package io.keelson.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.sim.History.Call;
import io.keelson.node.sim.LinearizabilityChecker.Observation;
import io.keelson.node.sim.WatchChecker.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checker accepts every history that a store made which does one thing after the other, however
 * many of its answers were lost: what it does to be quick must not cost an explanation.
 */
final class LinearizabilityDrawnTest {
  private static final int HISTORIES = 150;
  private static final int OPS = 60;
  private static final int KEYS = 4;
  private static final long LEASE = 7;

  private SplittableRandom random = new SplittableRandom(0);
  private History history = new History();
  private final List<NavigableMap<String, KeyState>> states = new ArrayList<>();
  private final List<Observation> told = new ArrayList<>();
  private int values;

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 60, 85})
  void acceptsWhatAStoreDid(int lostPercent) {
    long unknown = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      random = new SplittableRandom(seed);
      draw(lostPercent);
      boolean isWatched = random.nextInt(3) == 0;
      List<Watched> watches =
          isWatched ? List.of(new Watched("w", "k0", "k2", 2, states.size(), told)) : List.of();
      List<NavigableMap<String, KeyState>> found =
          LinearizabilityChecker.check(history, watches, 0);
      assertThat(found.size()).as("seed %s", seed).isLessThanOrEqualTo(states.size());
      watches.forEach(watched -> WatchChecker.check(watched, found));
      unknown += history.calls().stream().filter(Call::isUnknown).count();
    }
    assertThat(unknown > 0).isEqualTo(lostPercent > 0);
  }

  private void draw(int lostPercent) {
    history = new History();
    states.clear();
    told.clear();
    states.add(new TreeMap<>());
    Call grant = history.invoke("c", new Op.Grant(LEASE, 1_000_000), 0);
    grant.done(Answer.of(1, ""), 1);
    for (int i = 1; i <= OPS; i++) {
      long now = 100L * i;
      Op op = op();
      Call call = history.invoke("c", op, now - random.nextInt(300));
      boolean isLost = random.nextInt(100) < lostPercent;
      if (isLost && random.nextInt(3) == 0) {
        continue;
      }
      Answer answer = perform(op, now);
      if (!isLost) {
        call.done(answer, now + 1 + random.nextInt(300));
      }
    }
  }

  private Answer perform(Op op, long now) {
    NavigableMap<String, KeyState> before = states.getLast();
    StoreModel.Step step =
        StoreModel.step(before, states.size(), op, past -> states.get((int) past - 1));
    List<KeyState> seen = new ArrayList<>();
    switch (op) {
      case Op.Range range ->
          seen.addAll(
              part(range.revision() == 0 ? before : states.get((int) range.revision() - 1), range));
      case Op.Txn txn -> {
        boolean isSuccess = step.text().startsWith("true");
        if ((isSuccess ? txn.success() : txn.failure()).getFirst() instanceof Op.Range range) {
          seen.addAll(part(before, range));
        }
      }
      default -> {
        // It shows no keys.
      }
    }
    if (step.revision() > states.size()) {
      states.add(step.state());
      Watched watched = new Watched("w", "k0", "k2", 2, step.revision(), List.of());
      for (KeyState one : WatchChecker.changes(watched, before, step.state(), step.revision())) {
        told.add(new Observation(now + 1, step.revision(), one));
      }
    }
    return new Answer(step.revision(), step.text(), seen);
  }

  private static List<KeyState> part(NavigableMap<String, KeyState> state, Op.Range range) {
    return List.copyOf(StoreModel.part(state, range.from(), range.to()).values());
  }

  private Op op() {
    return switch (random.nextInt(10)) {
      case 0 -> new Op.Delete(key(), random.nextInt(3) == 0 ? "k9" : "");
      case 1 -> new Op.Revoke(LEASE);
      case 2, 3 -> range(random.nextInt(3) == 0 ? 1 + random.nextInt(states.size()) : 0);
      case 4, 5, 6 -> {
        String key = key();
        KeyState now = states.getLast().get(key);
        long mod = now == null || random.nextInt(4) == 0 ? 0 : now.mod();
        yield new Op.Txn(
            key, mod, List.of(range(0), put("k1"), put("k3")), List.of(put("k0"), delete("k2")));
      }
      default -> put(key());
    };
  }

  private Op range(long revision) {
    return new Op.Range(key(), random.nextBoolean() ? "k9" : "", revision, false);
  }

  private Op put(String key) {
    return new Op.Put(key, "v" + ++values, random.nextInt(6) == 0 ? LEASE : 0);
  }

  private static Op delete(String key) {
    return new Op.Delete(key, "");
  }

  private String key() {
    return "k" + random.nextInt(KEYS);
  }
}
