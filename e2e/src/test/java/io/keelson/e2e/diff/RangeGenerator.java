package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.RangeRequest;

/** Reads with every combination of options. */
final class RangeGenerator {
  private final Draw draw;
  private final KeySpace keys;
  private final StoreState state;

  RangeGenerator(Draw draw, KeySpace keys, StoreState state) {
    this.draw = draw;
    this.keys = keys;
    this.state = state;
  }

  RangeRequest any() {
    ByteString key = draw.percent(15) ? KeySpace.ZERO : keys.oddKey();
    RangeRequest.Builder request =
        RangeRequest.newBuilder().setKey(key).setRangeEnd(keys.rangeEnd(key));
    if (draw.percent(35)) {
      request.setLimit(draw.oneOf(-1, 0, 1, 2, 3, 5, 10, 11, 50, Long.MAX_VALUE, Long.MIN_VALUE));
    }
    if (draw.percent(45)) {
      request.setRevision(state.anyRevision(draw));
    }
    if (draw.percent(45)) {
      request.setSortOrderValue((int) draw.between(0, 2));
      request.setSortTargetValue((int) draw.between(0, 4));
    }
    if (draw.percent(2)) {
      request.setSortOrderValue((int) draw.oneOf(-1, 3, 4, 100));
    }
    if (draw.percent(2)) {
      request.setSortTargetValue((int) draw.oneOf(-1, 5, 6, 100));
    }
    request.setSerializable(draw.percent(30));
    request.setKeysOnly(draw.percent(20));
    request.setCountOnly(draw.percent(12));
    if (draw.percent(25)) {
      addFilters(request);
    }
    return request.build();
  }

  /** Streams refuse filters and sort orders, so most have none. */
  RangeRequest forStream() {
    RangeRequest any = withoutChunkedTies(any());
    if (draw.percent(25)) {
      return any;
    }
    RangeRequest.Builder plain =
        any.toBuilder()
            .clearMinModRevision()
            .clearMaxModRevision()
            .clearMinCreateRevision()
            .clearMaxCreateRevision();
    if (draw.percent(80)) {
      plain.clearSortOrder().clearSortTarget();
    }
    return plain.build();
  }

  /**
   * A stream without an order but with a target sorts each chunk by itself. Which of equal keys a
   * chunk's limit cuts off, and so where the next begins, is left open by upstream.
   */
  private static RangeRequest withoutChunkedTies(RangeRequest request) {
    boolean isChunkSorted =
        request.getSortOrderValue() == 0
            && request.getSortTargetValue() > 0
            && request.getSortTargetValue() <= 4;
    return isChunkSorted ? request.toBuilder().clearSortTarget().build() : request;
  }

  private void addFilters(RangeRequest.Builder request) {
    if (draw.percent(40)) {
      request.setMinModRevision(filter());
    }
    if (draw.percent(40)) {
      request.setMaxModRevision(filter());
    }
    if (draw.percent(40)) {
      request.setMinCreateRevision(filter());
    }
    if (draw.percent(40)) {
      request.setMaxCreateRevision(filter());
    }
  }

  private long filter() {
    return draw.percent(5)
        ? draw.oneOf(-1, Long.MAX_VALUE, Long.MIN_VALUE)
        : draw.between(Math.max(1, state.revision() - 200), state.revision() + 1);
  }
}
