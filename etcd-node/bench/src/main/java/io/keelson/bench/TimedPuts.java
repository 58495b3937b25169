package io.keelson.bench;

import io.grpc.MethodDescriptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts whose values begin with the instant of sending on this process's clock, so that a watcher in
 * the same process knows an event's age; and the newest revision that was answered.
 */
final class TimedPuts implements Workload {
  private final String prefix;
  private final long keys;
  private final int valueBytes;
  private final AtomicLong revision = new AtomicLong();

  TimedPuts(String prefix, long keys, int valueBytes) {
    this.prefix = prefix;
    this.keys = keys;
    this.valueBytes = valueBytes;
  }

  /** Revision of the newest put that was answered, 0 before the first. Any thread. */
  long revision() {
    return revision.get();
  }

  @Override
  public List<Source> sources(LaneShare share) {
    SplittableRandom random = new SplittableRandom(97L + share.lane());
    return Workload.each(share, () -> new TimedPut(random));
  }

  private final class TimedPut implements Source {
    private final SplittableRandom random;
    private final KeyBuffer key = new KeyBuffer(prefix);
    private final byte[] value = new byte[valueBytes];

    TimedPut(SplittableRandom random) {
      this.random = random;
      random.nextBytes(value);
    }

    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      ByteBuffer.wrap(value).putLong(0, System.nanoTime());
      request.bytesField(Requests.PUT_VALUE, value);
      Requests.putKey(request, key.of(random.nextLong(keys)));
      return EtcdMethods.PUT;
    }

    @Override
    public void completed(byte[] response) {
      ResponseCursor cursor = new ResponseCursor(response);
      if (!cursor.next() || cursor.field() != 1) {
        throw new IllegalStateException("a put's answer without a header");
      }
      long answered = ResponseCursor.numberIn(cursor.nested(), 3);
      revision.accumulateAndGet(answered, Math::max);
    }
  }
}
