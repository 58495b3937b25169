package io.keelson.node.sim;

import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.main.SimNode;
import io.keelson.node.replica.ReplicaStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold among members at any time, whatever goes wrong: looked at after every event of a
 * member and after every batch that is written.
 */
final class Invariants {
  private static final byte[] APPLIED = "applied".getBytes(StandardCharsets.UTF_8);

  private final TreeMap<Long, String> leaders = new TreeMap<>();
  private final TreeMap<Long, Point> points = new TreeMap<>();
  private final TreeMap<String, Life> lives = new TreeMap<>();
  private final TreeMap<Long, TreeMap<Long, Long>> votes = new TreeMap<>();

  /** The store after a log entry: the same on every member that stops there. */
  private record Point(long index, long term, long revision, long hash) {}

  /** What one process of a member has shown so far. */
  private static final class Life {
    private @Nullable Point written;
    private long committedIndex;
    private long term;
    private long ledTerm;
  }

  /** A process of a member begins. */
  void began(String member) {
    lives.put(member, new Life());
  }

  private Life life(String member) {
    return lives.computeIfAbsent(member, name -> new Life());
  }

  /** A member has written a batch to its store. */
  void written(String member, MemoryEngine engine) {
    Point point = point(engine);
    if (point.index() == 0) {
      return;
    }
    Life life = life(member);
    Point before = life.written;
    if (before != null) {
      Violation.check(
          point.index() >= before.index() && point.revision() >= before.revision(),
          "%s goes back from %s to %s",
          member,
          before,
          point);
    }
    life.written = point;
    @Nullable Point other = points.putIfAbsent(point.index(), point);
    Violation.check(
        other == null || other.equals(point),
        "%s has %s where another member, or itself before, had %s",
        member,
        point,
        other);
  }

  private static Point point(MemoryEngine engine) {
    View view = engine.view();
    byte @Nullable [] row = view.get(Table.META, APPLIED);
    view.release();
    if (row == null) {
      return new Point(0, 0, 0, 0);
    }
    ByteBuffer applied = ByteBuffer.wrap(row);
    return new Point(
        applied.getLong(), applied.getLong(), applied.getLong(), engine.replicatedHash());
  }

  /** An event of a member is over. */
  void turned(String member, SimNode node) {
    Life life = life(member);
    ReplicaStatus status = node.status();
    Violation.check(status.term() >= life.term, "%s goes back to term %s", member, status.term());
    life.term = status.term();
    if (status.isLeader() && status.term() != life.ledTerm) {
      life.ledTerm = status.term();
      voted(node.id(), status.term(), node.id());
      @Nullable String leader = leaders.putIfAbsent(status.term(), member);
      Violation.check(
          leader == null || leader.equals(member),
          "%s and %s lead term %s",
          leader,
          member,
          status.term());
    }
    long committed = node.committedIndex();
    Violation.check(committed >= life.committedIndex, "%s takes back what it committed", member);
    life.committedIndex = committed;
    long applied = node.appliedIndex().get();
    Point written = life.written;
    Violation.check(
        written == null || applied == written.index(),
        "%s says it has applied %s, its store has %s",
        member,
        applied,
        written);
  }

  /** A member has told somebody that it votes for them, or leads by its own vote among others. */
  void voted(long voter, long term, long candidate) {
    @Nullable Long other =
        votes.computeIfAbsent(voter, id -> new TreeMap<>()).putIfAbsent(term, candidate);
    Violation.check(
        other == null || other == candidate,
        "%s votes for %s in term %s, in which it has voted for %s",
        Long.toHexString(voter),
        Long.toHexString(candidate),
        term,
        other == null ? "" : Long.toHexString(other));
  }

  /** Terms that had a leader. */
  int terms() {
    return leaders.size();
  }
}
