package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.Event.EventType;
import io.keelson.proto.mvccpb.KeyValue;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A watcher that misses, repeats or reorders an event must not go unnoticed. */
class EventTallyTest {
  private final Histogram age = new Histogram(1_000_000, 3);
  private final EventTally tally = new EventTally(2, 0);

  @Test
  void countsEventsAndTheirAge() {
    create(tally, 1, 10);
    assertThat(tally.isCreated()).isFalse();
    create(tally, 2, 11);
    assertThat(tally.isCreated()).isTrue();

    take(tally, watch(1).addEvents(put(11, 4_000)).addEvents(put(12, 4_600)));
    assertThat(tally.revision()).isEqualTo(11);
    take(tally, watch(2).addEvents(put(12, 4_600)));
    assertThat(tally.revision()).isEqualTo(12);
    assertThat(tally.events()).isEqualTo(3);
    assertThat(age.getTotalCount()).isEqualTo(3);
    assertThat(age.getMaxValue()).isEqualTo(1_000);
    assertThat(age.getMinValue()).isEqualTo(400);
  }

  @Test
  void progressAndDeletionsHaveNoAge() {
    create(tally, 1, 10);
    take(tally, watch(1));
    take(tally, watch(1).addEvents(delete(11)));
    assertThat(tally.events()).isEqualTo(1);
    assertThat(age.getTotalCount()).isZero();
  }

  @Test
  void replayBeginsAtTheRevisionAskedFor() {
    EventTally replay = new EventTally(1, 2);
    create(replay, 1, 500);
    take(replay, watch(1).addEvents(put(2, 5_000)));
    assertThat(replay.revision()).isEqualTo(2);
  }

  @Test
  void missingDoubledAndForeignEventsAreFound() {
    create(tally, 1, 10);
    create(tally, 2, 10);
    assertThatThrownBy(() -> take(tally, watch(1).addEvents(put(12, 0))))
        .hasMessage("watch 1: revision 12 after 10");
    take(tally, watch(1).addEvents(put(11, 0)));
    assertThatThrownBy(() -> take(tally, watch(1).addEvents(put(11, 0))))
        .hasMessage("watch 1: revision 11 after 11");
    assertThatThrownBy(() -> take(tally, watch(2).addEvents(put(12, 0))))
        .hasMessage("watch 2: revision 12 after 10");
    assertThatThrownBy(() -> take(tally, watch(2).setCanceled(true)))
        .hasMessage("watch 2 was ended");
  }

  private void create(EventTally of, int id, long revision) {
    take(
        of,
        watch(id).setHeader(ResponseHeader.newBuilder().setRevision(revision)).setCreated(true));
  }

  private void take(EventTally of, WatchResponse.Builder response) {
    of.take(response.build().toByteArray(), 5_000, age);
  }

  private static WatchResponse.Builder watch(int id) {
    return WatchResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setRevision(99))
        .setWatchId(id);
  }

  private static Event put(long revision, long sentNanos) {
    byte[] value = new byte[64];
    ByteBuffer.wrap(value).putLong(sentNanos);
    return Event.newBuilder()
        .setKv(
            KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("/a/1"))
                .setModRevision(revision)
                .setValue(ByteString.copyFrom(value)))
        .setPrevKv(KeyValue.newBuilder().setModRevision(1))
        .build();
  }

  private static Event delete(long revision) {
    return Event.newBuilder()
        .setType(EventType.DELETE)
        .setKv(KeyValue.newBuilder().setModRevision(revision))
        .build();
  }
}
