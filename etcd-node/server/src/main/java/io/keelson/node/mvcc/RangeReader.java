package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.RangeRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Does a range over a key space: limit, filters, order. Pure. */
final class RangeReader {
  private RangeReader() {}

  /** Reads and counts. */
  static RangeResult read(KeySpace keys, RangeRequest request, KeyValueSink sink) {
    KeyRange range = KeyRange.of(request.key(), request.rangeEnd());
    if (request.isCountOnly()) {
      return new RangeResult(keys.count(range), 0, false);
    }
    boolean isFiltered = request.filter().isSet();
    if (request.isInKeyOrder() && !isFiltered && request.sortTarget() == RangeRequest.BY_KEY) {
      return readInOrder(keys, range, request, sink);
    }
    return readSorted(keys, range, request, sink);
  }

  /** Passes rows on as they are read. */
  private static RangeResult readInOrder(
      KeySpace keys, KeyRange range, RangeRequest request, KeyValueSink sink) {
    long limit = request.limit() > 0 ? request.limit() : Long.MAX_VALUE;
    Counter counter = new Counter();
    keys.walk(
        range,
        (array, offset, length) -> {
          if (counter.value == limit) {
            counter.isCut = true;
            return false;
          }
          counter.value++;
          emit(request, array, offset, length, sink);
          return true;
        });
    long count = counter.isCut ? keys.count(range) : counter.value;
    return new RangeResult(count, counter.value, counter.isCut);
  }

  /**
   * Collects, then filters and sorts as upstream does, the limit at the point where upstream cuts.
   */
  private static RangeResult readSorted(
      KeySpace keys, KeyRange range, RangeRequest request, KeyValueSink sink) {
    boolean isCutWhileReading =
        request.isInKeyOrder() && !request.filter().isSet() && request.limit() > 0;
    long readMax =
        isCutWhileReading && request.limit() < Long.MAX_VALUE
            ? request.limit() + 1
            : Long.MAX_VALUE;
    List<KeyValueView> found = new ArrayList<>();
    Counter counter = new Counter();
    keys.walk(
        range,
        (array, offset, length) -> {
          if (counter.value == readMax) {
            counter.isCut = true;
            return false;
          }
          counter.value++;
          byte[] copy = new byte[length];
          System.arraycopy(array, offset, copy, 0, length);
          KeyValueView keyValue = KeyValueView.decode(Bytes.wrap(copy));
          if (request.filter().accepts(keyValue.modRevision(), keyValue.createRevision())) {
            found.add(keyValue);
          }
          return true;
        });
    long count = counter.isCut ? keys.count(range) : counter.value;
    found.sort(order(request));
    boolean isMore = request.limit() > 0 && found.size() > request.limit();
    int returned = isMore ? (int) request.limit() : found.size();
    for (KeyValueView keyValue : found.subList(0, returned)) {
      Bytes encoded = encode(request, keyValue);
      sink.accept(encoded.array(), encoded.offset(), encoded.length());
    }
    return new RangeResult(count, returned, isMore);
  }

  private static Comparator<KeyValueView> order(RangeRequest request) {
    Comparator<KeyValueView> ascending =
        switch (request.sortTarget()) {
          case RangeRequest.BY_VERSION -> Comparator.comparingLong(KeyValueView::version);
          case RangeRequest.BY_CREATE -> Comparator.comparingLong(KeyValueView::createRevision);
          case RangeRequest.BY_MOD -> Comparator.comparingLong(KeyValueView::modRevision);
          case RangeRequest.BY_VALUE -> Comparator.comparing(KeyValueView::value);
          default -> Comparator.comparing(KeyValueView::key);
        };
    return request.sortOrder() == RangeRequest.DESCEND ? ascending.reversed() : ascending;
  }

  private static void emit(
      RangeRequest request, byte[] array, int offset, int length, KeyValueSink sink) {
    if (!request.isKeysOnly()) {
      sink.accept(array, offset, length);
      return;
    }
    Bytes encoded = encode(request, KeyValueView.decode(Bytes.wrap(array, offset, length)));
    sink.accept(encoded.array(), encoded.offset(), encoded.length());
  }

  private static Bytes encode(RangeRequest request, KeyValueView keyValue) {
    if (!request.isKeysOnly()) {
      return keyValue.encode();
    }
    // Upstream answers keys-only ranges from its index, which knows no leases, unless it sorts by
    // value.
    return request.sortTarget() == RangeRequest.BY_VALUE
        ? keyValue.encodeWithoutValue()
        : keyValue.encodeKeyOnly();
  }

  private static final class Counter {
    private long value;
    private boolean isCut;
  }
}
