package io.keelson.e2e.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.WatchCreateRequest.FilterType;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server may not do is noticed. */
final class HeardTest {
  private final Heard heard = new Heard(false);

  @Test
  void anOrderlyStreamHasNoFaults() {
    heard.add(created());
    heard.add(events(5, 3, 3, 4));
    heard.add(events(5, 5));
    assertThat(heard.faults()).isEmpty();
    assertThat(heard.events()).hasSize(4);
  }

  @Test
  void aSplitRevisionIsAFault() {
    heard.add(created());
    heard.add(events(3, 3));
    heard.add(events(3, 3));
    assertThat(heard.faults()).hasSize(1);
  }

  @Test
  void goingBackIsAFault() {
    heard.add(created());
    heard.add(events(4, 4));
    heard.add(events(4, 3));
    assertThat(heard.faults()).hasSize(1);
  }

  @Test
  void aFragmentIsAFaultUnlessAskedFor() {
    Heard fragmented = new Heard(true);
    for (Heard ear : List.of(heard, fragmented)) {
      ear.add(created());
      ear.add(events(3, 3).toBuilder().setFragment(true).build());
      ear.add(events(3, 3));
    }
    assertThat(heard.faults()).hasSize(1);
    assertThat(fragmented.faults()).isEmpty();
  }

  @Test
  void eventsBeforeTheConfirmationAndAnOldHeaderAreFaults() {
    heard.add(events(3, 3));
    heard.add(created());
    heard.add(events(4, 5));
    assertThat(heard.faults()).hasSize(2);
  }

  @Test
  void findsWhereSequencesPart() {
    assertThat(WatchText.first(List.of(1, 2), List.of(1, 2))).isEmpty();
    assertThat(WatchText.first(List.of(1, 2), List.of(1))).contains("at 1", "nothing");
  }

  @Test
  void aWatcherWantsItsKeysFromItsStart() {
    ByteString key = ByteString.copyFromUtf8("k");
    ByteString zero = ByteString.copyFrom(new byte[1]);
    var single =
        new WatcherSpec(1, 0, key, ByteString.EMPTY, 0, false, false, List.of(FilterType.NOPUT));
    var fromKey = new WatcherSpec(2, 0, key, zero, 7, false, false, List.of());
    assertThat(single.wants(event(6), 5)).isFalse();
    assertThat(fromKey.wants(event(6), 5)).isFalse();
    assertThat(fromKey.wants(event(7), 5)).isTrue();
  }

  private static WatchResponse created() {
    return WatchResponse.newBuilder().setCreated(true).setHeader(header(1)).build();
  }

  private static WatchResponse events(long header, long... revisions) {
    WatchResponse.Builder response = WatchResponse.newBuilder().setHeader(header(header));
    for (long revision : revisions) {
      response.addEvents(event(revision));
    }
    return response.build();
  }

  private static Event event(long revision) {
    KeyValue.Builder kv =
        KeyValue.newBuilder().setKey(ByteString.copyFromUtf8("k")).setModRevision(revision);
    return Event.newBuilder().setKv(kv).build();
  }

  private static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }
}
