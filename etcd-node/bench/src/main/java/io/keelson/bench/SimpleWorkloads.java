package io.keelson.bench;

import io.grpc.MethodDescriptor;
import java.util.SplittableRandom;

/** Workloads whose requests do not depend on earlier responses. */
final class SimpleWorkloads {
  enum KeyOrder {
    SEQUENTIAL,
    RANDOM
  }

  private SimpleWorkloads() {}

  /** Puts into a key space of this many keys; sequential order starts again at its end. */
  static Workload put(String prefix, KeyOrder order, long keys, int valueBytes, Values values) {
    return share -> {
      SplittableRandom random = new SplittableRandom(31L + share.lane());
      LaneCounter counter = new LaneCounter(share);
      return Workload.each(
          share,
          () -> {
            KeyBuffer key = new KeyBuffer(prefix);
            return request -> {
              long number =
                  order == KeyOrder.RANDOM ? random.nextLong(keys) : counter.next() % keys;
              values.write(request, Requests.PUT_VALUE, valueBytes, random);
              Requests.putKey(request, key.of(number));
              return EtcdMethods.PUT;
            };
          });
    };
  }

  static Workload get(String prefix, long keys, boolean serializable) {
    return share -> {
      SplittableRandom random = new SplittableRandom(47L + share.lane());
      return Workload.each(
          share,
          () -> {
            KeyBuffer key = new KeyBuffer(prefix);
            return new Expecting(
                2,
                request -> {
                  Requests.get(request, key.of(random.nextLong(keys)), serializable);
                  return EtcdMethods.RANGE;
                });
          });
    };
  }

  /** Creates a key that never was there before, as long as the prefix is new to the server. */
  static Workload create(String prefix, int valueBytes, Values values) {
    return share -> {
      SplittableRandom random = new SplittableRandom(59L + share.lane());
      LaneCounter counter = new LaneCounter(share);
      return Workload.each(
          share,
          () -> {
            KeyBuffer key = new KeyBuffer(prefix);
            return new Expecting(
                2,
                request -> {
                  Requests.create(request, key.of(counter.next()), values, valueBytes, random);
                  return EtcdMethods.TXN;
                });
          });
    };
  }

  static Workload count(String prefix) {
    byte[] start = KeyBuffer.startOf(prefix);
    byte[] end = KeyBuffer.endOf(prefix);
    return share ->
        Workload.each(
            share,
            () ->
                new Expecting(
                    4,
                    request -> {
                      Requests.count(request, start, end);
                      return EtcdMethods.RANGE;
                    }));
  }

  /** Lists all keys without values; a response with another number of keys fails. */
  static Workload keysOnly(String prefix, long keys) {
    byte[] start = KeyBuffer.startOf(prefix);
    byte[] end = KeyBuffer.endOf(prefix);
    Source source =
        request -> {
          Requests.keysOnly(request, start, end);
          return EtcdMethods.RANGE;
        };
    return share -> Workload.each(share, () -> new Counting(keys, source));
  }

  private record Counting(long keys, Source source) implements Source {
    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      return source.next(request);
    }

    @Override
    public void completed(byte[] response) {
      long found = ResponseCursor.countOf(new ResponseCursor(response), 2);
      if (found != keys) {
        throw new IllegalStateException(found + " keys instead of " + keys);
      }
    }
  }

  /**
   * Fails a request whose response lacks a field: the pairs of a get, the success of a txn, the
   * number of a count. A server that answers quickly and wrongly must not win.
   */
  private record Expecting(int field, Source source) implements Source {
    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      return source.next(request);
    }

    @Override
    public void completed(byte[] response) {
      ResponseCursor cursor = new ResponseCursor(response);
      while (cursor.next()) {
        if (cursor.field() == field && (cursor.number() != 0 || cursor.length() > 0)) {
          return;
        }
      }
      throw new IllegalStateException("field " + field + " is missing or zero");
    }
  }
}
