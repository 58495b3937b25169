package io.keelson.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.bytes.Bytes;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that reads when it likes to, and checks what it reads. */
final class ModelClient implements WatchClient {
  private final WatchWorld world;
  private final WatchSession session;
  private final Map<Long, ModelWatcher> watchers = new HashMap<>();
  private final ArrayDeque<WatchRequest> asked = new ArrayDeque<>();
  private final List<Long> ended = new ArrayList<>();
  private boolean isReady = true;
  private boolean mayAsk = true;
  private long progressHeard;

  ModelClient(WatchWorld world) {
    this.world = world;
    session = world.hub().open(this);
  }

  @Override
  public boolean isReady() {
    return isReady;
  }

  void setReady(boolean ready) {
    isReady = ready;
    if (ready) {
      world.hub().ready(session);
    }
  }

  /** Sends a request if the hub lets one in. */
  boolean ask(WatchRequest request) {
    if (!mayAsk) {
      return false;
    }
    mayAsk = false;
    asked.add(request);
    world.hub().request(session, request);
    return true;
  }

  @Override
  public void requestNext() {
    assertThat(mayAsk).isFalse();
    mayAsk = true;
    asked.clear();
  }

  @Override
  public void endMalformed() {
    throw new AssertionError("nothing malformed was sent");
  }

  void close() {
    world.hub().close(session);
  }

  Map<Long, ModelWatcher> watchers() {
    return watchers;
  }

  /** Newest progress that the hub told for the whole stream. */
  long progressHeard() {
    return progressHeard;
  }

  @Override
  public void send(io.keelson.node.watch.WatchResponse response) {
    if (response.isCreated()) {
      created(response);
    } else if (response.isCanceled()) {
      canceled(response);
    } else if (!response.events().isEmpty()) {
      watcher(response).events(decode(response), response.revision(), response.isFragment());
    } else if (response.watchId() == io.keelson.node.watch.WatchResponse.NO_WATCHER) {
      watchers.values().forEach(watcher -> watcher.progress(response.revision()));
      progressHeard = response.revision();
    } else {
      watcher(response).progress(response.revision());
    }
  }

  private ModelWatcher watcher(io.keelson.node.watch.WatchResponse response) {
    ModelWatcher watcher = watchers.get(response.watchId());
    assertThat(watcher).as("watcher %s of a response", response.watchId()).isNotNull();
    return watcher;
  }

  private void created(io.keelson.node.watch.WatchResponse response) {
    WatchRequest.Create create = (WatchRequest.Create) asked.getLast();
    if (response.isCanceled()) {
      assertThat(response.watchId()).isEqualTo(-1);
      assertThat(response.cancelReason()).isNotEmpty();
      return;
    }
    assertThat(watchers).doesNotContainKey(response.watchId());
    assertThat(response.revision()).isLessThanOrEqualTo(world.revision());
    watchers.put(response.watchId(), new ModelWatcher(world, create, response.revision()));
  }

  private void canceled(io.keelson.node.watch.WatchResponse response) {
    if (response.compactRevision() != 0) {
      assertThat(response.revision()).isZero();
      watcher(response).compacted(response.compactRevision());
      return;
    }
    assertThat(response.cancelReason()).isEmpty();
    assertThat(asked.getLast()).isEqualTo(new WatchRequest.Cancel(response.watchId()));
    assertThat(watchers.remove(response.watchId())).isNotNull();
    ended.add(response.watchId());
  }

  private static List<Event> decode(io.keelson.node.watch.WatchResponse response) {
    List<Event> events = new ArrayList<>();
    try {
      for (Bytes field : response.events()) {
        events.addAll(WatchResponse.parseFrom(field.toArray()).getEventsList());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("an event is malformed", e);
    }
    return events;
  }
}
