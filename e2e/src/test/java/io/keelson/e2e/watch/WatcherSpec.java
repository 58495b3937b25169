package io.keelson.e2e.watch;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchCreateRequest.FilterType;
import io.keelson.proto.mvccpb.Event;
import java.util.Comparator;
import java.util.List;

/**
 * One watcher of a run.
 *
 * @param id its id on its stream, unique in the run
 * @param stream which of the run's streams carries it
 * @param start 0 for from now on, else a revision
 * @param end empty for a single key, one zero byte for everything from the key on
 */
record WatcherSpec(
    long id,
    int stream,
    ByteString key,
    ByteString end,
    long start,
    boolean prevKv,
    boolean fragment,
    List<FilterType> filters) {
  private static final ByteString FROM_KEY = ByteString.copyFrom(new byte[1]);
  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  WatchCreateRequest request() {
    return WatchCreateRequest.newBuilder()
        .setWatchId(id)
        .setKey(key)
        .setRangeEnd(end)
        .setStartRevision(start)
        .setPrevKv(prevKv)
        .setFragment(fragment)
        .addAllFilters(filters)
        .build();
  }

  /** Whether it must hear of the event, when the store was at {@code created} at its creation. */
  boolean wants(Event event, long created) {
    FilterType type =
        event.getType() == Event.EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
    long first = start == 0 ? created + 1 : start;
    return event.getKv().getModRevision() >= first
        && !filters.contains(type)
        && covers(event.getKv().getKey());
  }

  private boolean covers(ByteString other) {
    if (end.isEmpty()) {
      return key.equals(other);
    }
    return ORDER.compare(key, other) <= 0
        && (end.equals(FROM_KEY) || ORDER.compare(other, end) < 0);
  }
}
