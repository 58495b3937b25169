package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.util.Iterator;

/**
 * All keys in one range stream, again and again: the server's memory must not grow with what it
 * sends. What comes within the warm-up counts for memory only.
 */
record RangeStreamCourse(Plan.Loading loading, Shape shape, Values values) implements Course {
  private static final long QUIET_MILLIS = 3000;

  @Override
  public void run(ServerProcess server, Notes notes) throws IOException {
    SteadyComparison.preload(server, shape, loading.divisor(), values);
    Load.sleep(QUIET_MILLIS);
    long keys = shape.keys(loading.divisor());
    try (OneCall call = new OneCall(server)) {
      ResidentPeak firstPeak = new ResidentPeak(server.handle());
      ResidentPeak peak = new ResidentPeak(server.handle());
      Streamed cold = once(call, keys);
      long firstGrowth = firstPeak.stop();
      var _ = repeat(call, keys, loading.warmup().toNanos());
      ProcessReading before = ProcessReading.of(server.handle());
      Streamed measured = repeat(call, keys, loading.window().toNanos());
      ProcessReading used = ProcessReading.of(server.handle()).since(before);
      notes.add("MB a stream", Better.LOWER, measured.bytes() / 1e6 / measured.streams());
      notes.add("ms to the first chunk", Better.LOWER, measured.firstMillis());
      notes.add("ms to the first chunk, cold", Better.LOWER, cold.firstNanos() / 1e6);
      notes.add("MB/s", Better.HIGHER, measured.bytes() * 1e3 / measured.nanos());
      notes.add("server µs/key", Better.LOWER, used.cpuNanos() / 1e3 / (keys * measured.streams()));
      notes.add("RSS MB before", Better.LOWER, peak.startBytes() / 1e6);
      notes.add("RSS MB more, first stream", Better.LOWER, firstGrowth / 1e6);
      notes.add("RSS MB more, all streams", Better.LOWER, peak.stop() / 1e6);
    }
  }

  /** Sums over some streams; the first chunk's time is counted from the call. */
  private record Streamed(long streams, long bytes, long nanos, long firstNanos) {
    double firstMillis() {
      return firstNanos / 1e6 / streams;
    }

    Streamed and(Streamed other) {
      return new Streamed(
          streams + other.streams,
          bytes + other.bytes,
          nanos + other.nanos,
          firstNanos + other.firstNanos);
    }
  }

  private static Streamed repeat(OneCall call, long keys, long atLeastNanos) throws IOException {
    long start = System.nanoTime();
    Streamed sum = once(call, keys);
    while (System.nanoTime() - start < atLeastNanos) {
      sum = sum.and(once(call, keys));
    }
    return sum;
  }

  private static Streamed once(OneCall call, long keys) throws IOException {
    RequestBuffer request = new RequestBuffer();
    Requests.all(request, KeyBuffer.startOf(Shape.PREFIX), KeyBuffer.endOf(Shape.PREFIX));
    long start = System.nanoTime();
    Iterator<byte[]> responses = call.stream(EtcdMethods.RANGE_STREAM, request);
    long first = 0;
    long bytes = 0;
    long found = 0;
    while (responses.hasNext()) {
      byte[] response = responses.next();
      first = first == 0 ? System.nanoTime() - start : first;
      bytes += response.length;
      found += keysIn(response);
    }
    if (found != keys) {
      throw new IOException(found + " keys instead of " + keys);
    }
    return new Streamed(1, bytes, System.nanoTime() - start, first);
  }

  /** RangeStreamResponse → RangeResponse → kvs. */
  static long keysIn(byte[] response) {
    ResponseCursor cursor = new ResponseCursor(response);
    long keys = 0;
    while (cursor.next()) {
      if (cursor.field() == 1) {
        keys += ResponseCursor.countOf(cursor.nested(), 2);
      }
    }
    return keys;
  }
}
