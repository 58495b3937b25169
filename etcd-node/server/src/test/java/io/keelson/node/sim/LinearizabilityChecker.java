package io.keelson.node.sim;

import io.keelson.node.sim.History.Call;
import io.keelson.node.sim.WatchChecker.Watched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history can have come from one store that does one thing after the other.
 *
 * <p>Every answer names a revision, so the order of what was answered is known: it is replayed
 * through {@link StoreModel} and each answer compared, and it must not contradict the order in real
 * time. What is not known is which of the requests without an answer took the revisions that no
 * answer names: that is searched for (Wing and Gong). {@link Sightings} tells early what leads
 * nowhere; of requests that differ in nothing that anybody saw only one is tried, and what led
 * nowhere is remembered.
 */
final class LinearizabilityChecker {
  private static final Pattern WRITES = Pattern.compile("put|deleted [1-9]");
  private static final long STEPS_MAX = 1_000_000;

  private final List<Call> done = new ArrayList<>();
  private final List<Call> unknown = new ArrayList<>();
  private final TreeMap<Long, Call> writes = new TreeMap<>();
  private final TreeMap<Long, List<Call>> others = new TreeMap<>();
  private final Sightings seen = new Sightings();
  private final List<Watched> watches;
  private final List<Observation> observations = new ArrayList<>();
  private final LeaseTimes leases;
  private final List<NavigableMap<String, KeyState>> states = new ArrayList<>();
  private final Set<Failed> failed = new HashSet<>();
  private final BitSet used = new BitSet();
  private long[] firstReturn = new long[0];
  private long[] unknownRevisions = new long[0];
  private List<Op> unknownShapes = List.of();
  private long steps;
  private long deepest;
  private String problem = "";

  /**
   * What a watcher was told at some time.
   *
   * @param state the key after a put; its value is empty after a deletion, and its version 0
   */
  record Observation(long atNanos, long revision, KeyState state) {
    boolean isDelete() {
      return state.version() == 0;
    }
  }

  private record Failed(long revision, BitSet used, List<KeyState> essence) {}

  /** The search was given up: not a violation, and no proof that there is none. */
  static final class UndecidedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UndecidedException(String message) {
      super(message);
    }
  }

  private LinearizabilityChecker(History history, List<Watched> watches, double drift) {
    this.watches = watches;
    watches.forEach(watched -> observations.addAll(watched.told()));
    this.leases = new LeaseTimes(history, drift);
    for (Call call : history.calls()) {
      if (call.isDone() && call.answer().revision() > 0) {
        done.add(call);
      } else if (call.isUnknown() && call.op().mayWrite() && leases.mayHold(call.op())) {
        unknown.add(call);
      }
    }
  }

  /**
   * Checks a history that began with an empty store.
   *
   * @param drift by which share clocks may be fast
   * @return the keys after each revision; the first is that of revision 1
   * @throws Violation if there is no explanation
   * @throws UndecidedException if none was found in reasonable time
   */
  static List<NavigableMap<String, KeyState>> check(
      History history, List<Watched> watches, double drift) {
    return new LinearizabilityChecker(history, watches, drift).run();
  }

  private List<NavigableMap<String, KeyState>> run() {
    checkTimes();
    checkCompactions();
    long last = sort();
    states.add(new TreeMap<>());
    checkOthers(1);
    if (!search(2, last)) {
      throw new Violation("not linearizable at revision " + deepest + ": " + problem);
    }
    return states;
  }

  /** Whoever asks after an answer came finds at least its revision. */
  private void checkTimes() {
    record Told(long atNanos, long revision, Object by) {}
    List<Told> told = new ArrayList<>();
    done.forEach(call -> told.add(new Told(call.returnedNanos(), call.answer().revision(), call)));
    observations.forEach(one -> told.add(new Told(one.atNanos(), one.revision(), one)));
    told.sort(Comparator.comparingLong(Told::atNanos));
    List<Call> asked = new ArrayList<>(done);
    asked.sort(Comparator.comparingLong(Call::invokedNanos));
    @Nullable Told newest = null;
    int heard = 0;
    for (Call call : asked) {
      while (heard < told.size() && told.get(heard).atNanos() < call.invokedNanos()) {
        Told next = told.get(heard++);
        newest = newest == null || next.revision() > newest.revision() ? next : newest;
      }
      if (newest == null || (call.op() instanceof Op.Range range && range.isSerializable())) {
        continue;
      }
      long least = newest.revision() + (isWrite(call) ? 1 : 0);
      Violation.check(
          call.answer().revision() >= least, "stale: %s came after %s", call, newest.by());
    }
  }

  private void checkCompactions() {
    for (Call compaction : done) {
      if (!(compaction.op() instanceof Op.Compact compact)) {
        continue;
      }
      for (Call call : done) {
        if (call.op() instanceof Op.Range range
            && !range.isSerializable()
            && range.revision() > 0
            && range.revision() < compact.revision()
            && call.invokedNanos() > compaction.returnedNanos()) {
          throw new Violation("read what was compacted: " + call + " came after " + compaction);
        }
      }
    }
  }

  private static boolean isWrite(Call call) {
    return call.op().mayWrite() && WRITES.matcher(call.answer().text()).find();
  }

  /** Puts everything to its revision; the highest of them. */
  private long sort() {
    long last = 1;
    for (Call call : done) {
      long revision = call.answer().revision();
      long stateRevision = revision;
      if (isWrite(call)) {
        @Nullable Call other = writes.put(revision, call);
        Violation.check(other == null, "one revision for two: %s and %s", call, other);
        stateRevision = revision - 1;
      } else {
        stateRevision = readRevision(call);
        others.computeIfAbsent(stateRevision, key -> new ArrayList<>()).add(call);
      }
      last = Math.max(last, revision);
      for (KeyState state : call.answer().seen()) {
        seen.add(state, Math.max(state.mod(), stateRevision));
        last = Math.max(last, state.mod());
      }
      seen.compares(call.op());
      if (call.op() instanceof Op.Txn txn
          && txn.mod() > 0
          && call.answer().text().startsWith("true")) {
        seen.compared(txn.key(), txn.mod(), stateRevision);
      }
    }
    for (Observation one : observations) {
      seen.add(one.state(), one.revision());
      last = Math.max(last, one.revision());
    }
    unknown.forEach(call -> seen.compares(call.op()));
    unknownRevisions = unknown.stream().mapToLong(call -> seen.revisionOf(call.op())).toArray();
    unknownShapes = unknown.stream().map(call -> Sightings.shape(call.op())).toList();
    firstReturn = new long[(int) last + 2];
    Arrays.fill(firstReturn, History.NEVER);
    for (Call call : done) {
      int revision = (int) call.answer().revision();
      firstReturn[revision] = Math.min(firstReturn[revision], call.returnedNanos());
    }
    for (Observation one : observations) {
      int revision = (int) one.revision();
      firstReturn[revision] = Math.min(firstReturn[revision], one.atNanos());
    }
    for (int i = (int) last; i >= 0; i--) {
      firstReturn[i] = Math.min(firstReturn[i], firstReturn[i + 1]);
    }
    return last;
  }

  /** The revision whose keys an answer shows. */
  private static long readRevision(Call call) {
    long revision = call.answer().revision();
    return call.op() instanceof Op.Range range && range.revision() > 0
        ? Math.min(range.revision(), revision)
        : revision;
  }

  /** Explains a revision and all after it; leaves the states as they were if it cannot. */
  private boolean search(long first, long last) {
    int before = states.size();
    long revision = first;
    for (Call known = writes.get(revision); known != null; known = writes.get(revision)) {
      if (!explains(known, revision)) {
        states.subList(before, states.size()).clear();
        return false;
      }
      revision++;
    }
    if (revision > last || guess(revision, last)) {
      return true;
    }
    states.subList(before, states.size()).clear();
    return false;
  }

  /** Tries everything that may have made a revision of which no answer tells. */
  private boolean guess(long revision, long last) {
    if (++steps > STEPS_MAX) {
      throw new UndecidedException("undecided after " + steps + " steps at revision " + deepest);
    }
    NavigableMap<String, KeyState> before = states.getLast();
    Failed here = new Failed(revision, (BitSet) used.clone(), seen.essence(before, revision - 1));
    if (failed.contains(here)) {
      return false;
    }
    if (guessRevoke(revision, last)
        || guessUnknown(revision, last)
        || guessExpiry(before, revision, last)) {
      return true;
    }
    fail(revision, "nothing explains it, seen were " + seen.at(revision));
    failed.add(here);
    return false;
  }

  private boolean guessRevoke(long revision, long last) {
    for (Call revoke : others.getOrDefault(revision, List.of())) {
      if (revoke.op() instanceof Op.Revoke && explains(revoke, revision) && goOn(revision, last)) {
        return true;
      }
    }
    return false;
  }

  private boolean guessUnknown(long revision, long last) {
    boolean isSeen = Arrays.stream(unknownRevisions).anyMatch(one -> one == revision);
    Set<Op> tried = new HashSet<>();
    for (int i = 0; i < unknown.size(); i++) {
      Call call = unknown.get(i);
      if (!used.get(i)
          && unknownRevisions[i] == (isSeen ? revision : 0)
          && call.invokedNanos() < firstReturn[(int) revision]
          && tried.add(unknownShapes.get(i))
          && explains(call, revision)) {
        used.set(i);
        if (goOn(revision, last)) {
          return true;
        }
        used.clear(i);
      }
    }
    return false;
  }

  private boolean guessExpiry(NavigableMap<String, KeyState> before, long revision, long last) {
    for (long lease : before.values().stream().mapToLong(KeyState::lease).distinct().toArray()) {
      if (lease != 0 && leases.firstExpiryNanos(lease) < firstReturn[(int) revision]) {
        StoreModel.Step step =
            StoreModel.step(before, revision - 1, new Op.Revoke(lease), this::past);
        if (fits(step, revision) && goOn(revision, last)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean goOn(long revision, long last) {
    if (search(revision + 1, last)) {
      return true;
    }
    states.removeLast();
    return false;
  }

  private NavigableMap<String, KeyState> past(long revision) {
    return states.get((int) revision - 1);
  }

  /** Whether a call can have made a revision; its state is on the list then. */
  private boolean explains(Call call, long revision) {
    StoreModel.Step step = StoreModel.step(states.getLast(), revision - 1, call.op(), this::past);
    if (call.isDone() && !step.text().equals(call.answer().text())) {
      fail(revision, call + " should have been answered " + step.text());
      return false;
    }
    return fits(step, revision);
  }

  private boolean fits(StoreModel.Step step, long revision) {
    if (step.revision() != revision) {
      return false;
    }
    for (KeyState state : seen.at(revision)) {
      @Nullable KeyState now = step.state().get(state.key());
      boolean isRight = state.version() == 0 ? now == null : state.equals(now);
      if (!isRight) {
        fail(revision, state + " was seen, not " + now);
        return false;
      }
    }
    @Nullable String contradiction = seen.contradiction(step.state(), revision);
    if (contradiction != null) {
      fail(revision, contradiction);
      return false;
    }
    for (Watched watched : watches) {
      if (watched.covers(revision)) {
        List<KeyState> changes =
            WatchChecker.changes(watched, states.getLast(), step.state(), revision);
        if (!changes.equals(watched.at(revision))) {
          fail(revision, watched.name() + " was not told of " + changes);
          return false;
        }
      }
    }
    states.add(step.state());
    if (!checkOthers(revision)) {
      states.removeLast();
      return false;
    }
    return true;
  }

  /** Whether what was answered at a revision without making it is right. */
  private boolean checkOthers(long revision) {
    NavigableMap<String, KeyState> state = states.getLast();
    for (Call call : others.getOrDefault(revision, List.of())) {
      StoreModel.Step step = StoreModel.step(state, revision, call.op(), this::past);
      boolean isRight =
          call.op() instanceof Op.Revoke
              ? step.revision() == revision
              : !hasContent(call) || step.text().equals(call.answer().text());
      if (!isRight) {
        fail(revision, call + " should have been answered " + step.text());
        return false;
      }
    }
    return true;
  }

  private static boolean hasContent(Call call) {
    return switch (call.op()) {
      case Op.Range ignored -> true;
      case Op.Txn ignored -> true;
      case Op.Delete ignored -> true;
      default -> false;
    };
  }

  private void fail(long revision, String what) {
    if (revision >= deepest) {
      deepest = revision;
      problem = what;
    }
  }
}
