package io.keelson.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.mvcc.KeyRange;
import io.keelson.node.watch.WatchWorld.Happened;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What one watcher should hear. Each response is held against the model as it comes: ordered,
 * unique, complete, whole per revision, and never behind a header that says otherwise.
 */
final class ModelWatcher {
  private final WatchWorld world;
  private final WatchRequest.Create wants;
  private final KeyRange range;
  private final List<Event> fragments = new ArrayList<>();

  /** First revision that the watcher has not heard of. */
  private long next;

  boolean isCompacted;

  /** Whether it started before what the store had compacted then: it must hear of nothing. */
  private final boolean isTooOld;

  ModelWatcher(WatchWorld world, WatchRequest.Create wants, long createdAt) {
    this.world = world;
    this.wants = wants;
    this.range = KeyRange.of(wants.key().isEmpty() ? Bytes.of(0) : wants.key(), wants.rangeEnd());
    this.next = wants.startRevision() == 0 ? createdAt + 1 : wants.startRevision();
    this.isTooOld = next <= createdAt && next < world.compactRevision;
  }

  WatchRequest.Create wants() {
    return wants;
  }

  /** Where a client that lost its stream goes on. */
  long resumeAt() {
    return next;
  }

  void compacted(long compactRevision) {
    assertThat(compactRevision).isLessThanOrEqualTo(world.compactRevision);
    assertThat(next).as("compacted though nothing was missed").isLessThan(compactRevision);
    isCompacted = true;
  }

  void progress(long revision) {
    assertThat(fragments).isEmpty();
    assertThat(wants.startRevision()).isLessThanOrEqualTo(revision);
    assertThat(expected(revision)).as("events not sent before progress at %s", revision).isEmpty();
    assertThat(revision).as("progress goes back").isGreaterThanOrEqualTo(next - 1);
    next = Math.max(next, revision + 1);
  }

  void events(List<Event> events, long headerRevision, boolean isFragment) {
    assertThat(isCompacted).isFalse();
    assertThat(isTooOld).as("events for a watcher from %s on", next).isFalse();
    assertThat(events).isNotEmpty();
    fragments.addAll(events);
    if (isFragment) {
      assertThat(wants.isFragmentable()).isTrue();
      return;
    }
    List<Happened> expected = expected(headerRevision);
    assertThat(fragments).as("events from %s to %s", next, headerRevision).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      check(fragments.get(i), expected.get(i));
    }
    fragments.clear();
    next = Math.max(next, headerRevision + 1);
  }

  /** Whether it has heard all that it should. */
  boolean isDone() {
    return isCompacted || (!isTooOld && expected(Long.MAX_VALUE).isEmpty());
  }

  private List<Happened> expected(long through) {
    List<Happened> expected = new ArrayList<>();
    for (List<Happened> events : world.since(next)) {
      for (Happened event : events) {
        boolean isLeftOut = event.isDelete() ? wants.isDeleteLeftOut() : wants.isPutLeftOut();
        if (event.revision() <= through && range.contains(event.key()) && !isLeftOut) {
          expected.add(event);
        }
      }
    }
    return expected;
  }

  private void check(Event event, Happened expected) {
    KeyValue keyValue = event.getKv();
    assertThat(event.getType() == Event.EventType.DELETE).isEqualTo(expected.isDelete());
    assertThat(Bytes.wrap(keyValue.getKey().toByteArray())).isEqualTo(expected.key());
    assertThat(Bytes.wrap(keyValue.getValue().toByteArray())).isEqualTo(expected.value());
    assertThat(keyValue.getModRevision()).isEqualTo(expected.revision());
    Happened previous = expected.previous();
    boolean mayBeAbsent = previous == null || expected.revision() - 1 < world.compactRevision;
    if (!wants.isPrevKvWanted() || !event.hasPrevKv()) {
      assertThat(!wants.isPrevKvWanted() || mayBeAbsent).as("prev_kv is missing").isTrue();
      assertThat(event.hasPrevKv()).isFalse();
      return;
    }
    assertThat(previous).as("prev_kv of a key that was not alive").isNotNull();
    assertThat(event.getPrevKv().getModRevision()).isEqualTo(previous.revision());
    assertThat(Bytes.wrap(event.getPrevKv().getValue().toByteArray())).isEqualTo(previous.value());
  }
}
