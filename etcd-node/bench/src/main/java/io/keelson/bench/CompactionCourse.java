package io.keelson.bench;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.bench.Figure.Better;
import java.io.IOException;

/** A physical compaction of a long history of few keys while puts go on. */
record CompactionCourse(Plan.Loading loading, Shape shape, Values values) implements Course {
  @Override
  public void run(ServerProcess server, Notes notes) throws IOException {
    SteadyComparison.preload(server, shape, loading.divisor(), values);
    long preloaded = shape.keys(loading.divisor());
    TimedPuts puts = (TimedPuts) shape.workload(preloaded, values);
    try (OneCall call = new OneCall(server)) {
      new Disturbance(loading, shape, server, puts)
          .run(
              notes,
              () -> {
                long revision = puts.revision();
                long superseded = revision - 1 - shape.distinctKeys(preloaded);
                RequestBuffer request = new RequestBuffer();
                Requests.compact(request, revision);
                long start = System.nanoTime();
                call.unary(EtcdMethods.COMPACT, request);
                double seconds = (System.nanoTime() - start) / 1e9;
                notes.add("s to compact", Better.LOWER, seconds);
                notes.add("superseded/s", Better.HIGHER, superseded / seconds);
                checkCompacted(call, revision - 1);
              });
    }
  }

  private static void checkCompacted(OneCall call, long revision) throws IOException {
    RequestBuffer request = new RequestBuffer();
    Requests.getAt(request, new KeyBuffer(Shape.PREFIX).of(0), revision);
    try {
      call.unary(EtcdMethods.RANGE, request);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
        return;
      }
      throw new IOException("a read below the compaction", e);
    }
    throw new IOException("revision " + revision + " can still be read");
  }
}
