package io.keelson.e2e.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether concurrent clients saw one store that did one thing after the other.
 *
 * <p>Every answer names a revision, so the order is known: writes by their revision, whatever was
 * seen at a revision after the write that made it. What is left to check is that each answer is
 * right in that order, that each revision was made by exactly one call, and that no call comes
 * before another that had returned when it was made. Calls with unknown outcome are found by their
 * value among the revisions that nobody was told of; deletes have no value, so any one that was
 * made in time is taken. Because whoever is in time for a revision is in time for all later ones,
 * this finds an assignment if there is one.
 *
 * <p>A history is checked in parts, each with the changes up to the revision that ends it. A call
 * with unknown outcome that had no effect yet may have it in a later part.
 */
public final class HistoryChecker {
  private static final int DEFECTS_MAX = 20;

  private Map<String, Stored> state = Map.of();
  private long revision;
  private List<Operation> unsettled = new ArrayList<>();

  /**
   * @param revision at which no key of the clients exists
   */
  public HistoryChecker(long revision) {
    this.revision = revision;
  }

  /** Where the next part begins. */
  public long revision() {
    return revision;
  }

  /** How many calls with unknown outcome have had no effect so far. */
  public int unsettled() {
    return unsettled.size();
  }

  /**
   * Checks the next part.
   *
   * @param operations all that were invoked in it, in any order
   * @param changes all of the store since the last part, in order
   * @return what cannot be, at most 20 of it; empty when all is well
   */
  public List<String> check(List<Operation> operations, List<Change> changes) {
    List<String> defects = new ArrayList<>();
    var states = new KeyStates(revision, state);
    changes.forEach(change -> states.replay(change, defects));
    List<Operation> unknown = new ArrayList<>(unsettled);
    operations.stream()
        .filter(operation -> operation.isUnknown() && !(operation.call() instanceof Call.Get))
        .forEach(unknown::add);
    List<Placed> placed = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation.answer()) {
        case Answer.Written(long at) -> placed.add(new Placed(operation, at, true));
        case Answer.Seen(long at, _) -> placed.add(new Placed(operation, at, false));
        case Answer.Unknown _ -> {}
      }
    }
    placed.addAll(claim(placed, changes, unknown, defects));
    placed.forEach(one -> checkAnswer(one, states, defects));
    checkOrder(placed, defects);
    state = states.latest();
    revision = states.last();
    unsettled = unknown;
    return defects.subList(0, Math.min(DEFECTS_MAX, defects.size()));
  }

  /** An operation and the revision it belongs to; a write made that revision. */
  private record Placed(Operation operation, long revision, boolean isWrite) {
    /** Nothing returned to a client that does not know the outcome. */
    long returnedNanos() {
      return operation.isUnknown() ? Long.MAX_VALUE : operation.returnedNanos();
    }
  }

  /**
   * Finds for each revision who made it; takes the calls with unknown outcome that turn out to have
   * made one out of the list and returns them.
   */
  private static List<Placed> claim(
      List<Placed> placed, List<Change> changes, List<Operation> unknown, List<String> defects) {
    Map<Long, Operation> writers = new HashMap<>();
    for (Placed one : placed) {
      if (one.isWrite()) {
        Operation other = writers.put(one.revision(), one.operation());
        if (other != null) {
          defects.add("two writes of one revision: %s and %s".formatted(other, one.operation()));
        }
      }
    }
    NavigableMap<Long, Long> deadlines = deadlines(placed);
    unknown.sort(Comparator.comparingLong(Operation::invokedNanos));
    List<Placed> found = new ArrayList<>();
    for (Change change : changes) {
      Operation writer = writers.remove(change.revision());
      if (writer == null) {
        var deadline = deadlines.ceilingEntry(change.revision());
        long before = deadline == null ? Long.MAX_VALUE : deadline.getValue();
        Optional<Operation> claimed =
            unknown.stream()
                .filter(call -> couldMake(call.call(), change) && call.invokedNanos() <= before)
                .findFirst();
        if (claimed.isPresent()) {
          unknown.remove(claimed.get());
          found.add(new Placed(claimed.get(), change.revision(), true));
        } else {
          defects.add("nobody who was in time made " + change);
        }
      } else if (!couldMake(writer.call(), change)) {
        defects.add("acknowledged %s, but there is %s".formatted(writer, change));
      }
    }
    writers.values().forEach(lost -> defects.add("acknowledged and lost: " + lost));
    return found;
  }

  /** For revisions that answers name: when the first of it or of a later one was told. */
  private static NavigableMap<Long, Long> deadlines(List<Placed> placed) {
    var deadlines = new TreeMap<Long, Long>();
    placed.forEach(
        one -> deadlines.merge(one.revision(), one.operation().returnedNanos(), Math::min));
    long earliest = Long.MAX_VALUE;
    for (var entry : deadlines.descendingMap().entrySet()) {
      earliest = Math.min(earliest, entry.getValue());
      entry.setValue(earliest);
    }
    return deadlines;
  }

  private static boolean couldMake(Call call, Change change) {
    return call.key().equals(change.key())
        && switch (call) {
          case Call.Get _ -> false;
          case Call.Put(_, String value) -> holds(change, value);
          case Call.Cas(_, _, String value) -> holds(change, value);
          case Call.Delete _ -> change.after().isEmpty();
        };
  }

  private static boolean holds(Change change, String value) {
    return change.after().isPresent() && change.after().get().value().equals(value);
  }

  private static void checkAnswer(Placed one, KeyStates states, List<String> defects) {
    long at = one.revision();
    Operation operation = one.operation();
    if (at < states.first() || at > states.last()) {
      defects.add(
          "outside of revisions %d to %d: %s".formatted(states.first(), states.last(), operation));
      return;
    }
    String key = operation.call().key();
    if (one.isWrite()) {
      Optional<Stored> before = states.at(key, at - 1);
      if (operation.call() instanceof Call.Cas cas
          && before.map(Stored::modRevision).orElse(0L) != cas.modRevision()) {
        defects.add("%s replaced %s".formatted(operation, before));
      }
      return;
    }
    Optional<Stored> held = states.at(key, at);
    if (operation.answer() instanceof Answer.Seen seen && !seen.found().equals(held)) {
      defects.add("%s, but the key held %s".formatted(operation, held));
    }
    if (operation.call() instanceof Call.Cas cas
        && held.map(Stored::modRevision).orElse(0L) == cas.modRevision()) {
      defects.add("%s was refused, yet the key held %s".formatted(operation, held));
    }
  }

  /** Nothing is placed before what had returned when it was invoked. */
  private static void checkOrder(List<Placed> placed, List<String> defects) {
    List<Placed> byInvocation =
        placed.stream()
            .sorted(Comparator.comparingLong(one -> one.operation().invokedNanos()))
            .toList();
    List<Placed> byReturn =
        placed.stream().sorted(Comparator.comparingLong(Placed::returnedNanos)).toList();
    Placed latest = null;
    int returned = 0;
    for (Placed one : byInvocation) {
      while (byReturn.get(returned).returnedNanos() < one.operation().invokedNanos()) {
        Placed other = byReturn.get(returned++);
        if (latest == null || other.revision() > latest.revision()) {
          latest = other;
        }
      }
      if (latest != null
          && (one.isWrite()
              ? one.revision() <= latest.revision()
              : one.revision() < latest.revision())) {
        defects.add("%s had returned before %s".formatted(latest.operation(), one.operation()));
      }
    }
  }
}
