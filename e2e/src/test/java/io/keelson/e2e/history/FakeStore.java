package io.keelson.e2e.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A sound store: drawn calls that overlap in time take effect one after the other. */
final class FakeStore {
  private static final int KEYS = 3;
  private static final long STEP_NANOS = 10;
  private static final int OVERLAP_NANOS = 35;

  private final SplittableRandom random;
  private final Map<String, Stored> keys = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long revision = 1;
  private long now = 100;
  private int values;

  FakeStore(SplittableRandom random) {
    this.random = random;
  }

  /** So many calls, and what their clients were told; the changes are those of these calls. */
  List<Operation> run(int calls) {
    changes.clear();
    List<Operation> operations = new ArrayList<>();
    long begin = now;
    for (int i = 0; i < calls; i++) {
      now += STEP_NANOS;
      Call call = draw();
      boolean isUnknown = random.nextInt(8) == 0;
      boolean isLost = isUnknown && random.nextBoolean();
      Answer answer = isLost ? new Answer.Unknown("lost") : apply(call);
      operations.add(
          new Operation(
              i,
              call,
              isUnknown ? new Answer.Unknown("untold") : answer,
              Math.max(begin, now - random.nextInt(OVERLAP_NANOS)),
              now + random.nextInt(OVERLAP_NANOS)));
    }
    now += 2 * OVERLAP_NANOS;
    return operations;
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  private Call draw() {
    String key = "k" + random.nextInt(KEYS);
    long modRevision = keys.containsKey(key) ? keys.get(key).modRevision() : 0;
    return switch (random.nextInt(4)) {
      case 0 -> new Call.Put(key, "v" + values++);
      case 1 -> new Call.Get(key);
      case 2 -> new Call.Delete(key);
      default -> new Call.Cas(key, random.nextBoolean() ? modRevision : 7, "v" + values++);
    };
  }

  private Answer apply(Call call) {
    Optional<Stored> before = Optional.ofNullable(keys.get(call.key()));
    return switch (call) {
      case Call.Put(_, String value) -> put(call.key(), before, value);
      case Call.Cas(_, long expected, String value) ->
          before.map(Stored::modRevision).orElse(0L) == expected
              ? put(call.key(), before, value)
              : new Answer.Seen(revision, before);
      case Call.Delete _ when before.isPresent() -> {
        keys.remove(call.key());
        changes.add(new Change(++revision, call.key(), Optional.empty()));
        yield new Answer.Written(revision);
      }
      case Call.Delete _, Call.Get _ -> new Answer.Seen(revision, before);
    };
  }

  private Answer put(String key, Optional<Stored> before, String value) {
    revision++;
    var after =
        new Stored(
            value,
            before.map(Stored::createRevision).orElse(revision),
            revision,
            before.map(Stored::version).orElse(0L) + 1);
    keys.put(key, after);
    changes.add(new Change(revision, key, Optional.of(after)));
    return new Answer.Written(revision);
  }
}
