package io.keelson.node.apply;

import io.keelson.node.command.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Requests of this member's clients that are on their way through the log. Any thread registers,
 * the apply thread completes, the replica thread expires.
 *
 * <p>A request whose time is up is answered, but may still be applied later: its outcome is
 * unknown, as with upstream.
 */
public final class PendingRequests {
  private static final int SUFFIX_BITS = 48;
  private static final long MILLIS_MASK = 0xFF_FFFF_FFFFL;

  private final ConcurrentHashMap<Long, Pending> requests = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong nextId;
  private final int most;
  private final long bytesMost;

  /** Takes the answer of a request. */
  @FunctionalInterface
  public interface Completion {
    /** Called once, on the thread that knows the answer; must not block. */
    void complete(ApplyResult result);
  }

  private record Pending(Completion completion, long deadlineNanos, long bytes) {}

  /**
   * No requests.
   *
   * @param memberId its lowest 16 bits tell members' requests apart
   * @param unixMillis now; keeps ids unique across restarts
   * @param most requests that may wait; more are refused
   * @param bytesMost bytes of requests that may wait; more are refused, unless nothing waits
   */
  public PendingRequests(long memberId, long unixMillis, int most, long bytesMost) {
    long prefix = (memberId & 0xFFFF) << SUFFIX_BITS;
    nextId = new AtomicLong(prefix | (unixMillis & MILLIS_MASK) << 8);
    this.most = most;
    this.bytesMost = bytesMost;
  }

  /** A new id. */
  public long nextId() {
    return nextId.incrementAndGet();
  }

  /** Registers a request of so many bytes; false if too many wait. */
  public boolean register(long id, long requestBytes, long deadlineNanos, Completion completion) {
    int count = size.incrementAndGet();
    long total = bytes.addAndGet(requestBytes);
    if (count > most || (total > bytesMost && count > 1)) {
      size.decrementAndGet();
      bytes.addAndGet(-requestBytes);
      return false;
    }
    requests.put(id, new Pending(completion, deadlineNanos, requestBytes));
    return true;
  }

  /** Answers a request if it is this member's and still waits. */
  public void complete(long id, ApplyResult result) {
    @Nullable Pending pending = requests.remove(id);
    if (pending != null) {
      size.decrementAndGet();
      bytes.addAndGet(-pending.bytes());
      pending.completion().complete(result);
    }
  }

  /** Whether an answer to a request is awaited here. */
  public boolean isAwaited(long id) {
    return requests.containsKey(id);
  }

  /**
   * Answers those whose time is up.
   *
   * @param reason what a request hears whose time was up at the given nanosecond
   */
  public void expire(long nowNanos, LongFunction<Refusal> reason) {
    List<Map.Entry<Long, Pending>> late = new ArrayList<>();
    for (Map.Entry<Long, Pending> each : requests.entrySet()) {
      if (each.getValue().deadlineNanos() - nowNanos < 0) {
        late.add(each);
      }
    }
    late.forEach(
        each ->
            complete(
                each.getKey(),
                new ApplyResult.Refused(reason.apply(each.getValue().deadlineNanos()))));
  }

  /** Answers all with a refusal; used when the member stops. */
  public void refuseAll(Refusal refusal) {
    List.copyOf(requests.keySet()).forEach(id -> complete(id, new ApplyResult.Refused(refusal)));
  }

  /** How many wait. */
  public int size() {
    return size.get();
  }
}
