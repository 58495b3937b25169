package io.keelson.e2e.operator;

import com.google.protobuf.ByteString;
import io.grpc.ChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A client that writes a new key about every 20 ms and reads now and then what it wrote, through
 * one connection, which it makes anew when a call fails, with the credentials of that moment. Knows
 * what was acknowledged, for how long nothing was, and at which failures nobody else began to lead.
 */
final class SteadyWriter implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);
  private static final Duration CHECK_LIMIT = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int READ_EVERY = 10;
  private static final int PAGE = 5_000;
  private static final String PREFIX = "steady/";

  private final int port;
  private final Supplier<ChannelCredentials> credentials;
  private final Thread thread;
  private volatile boolean stopped;

  private final Object lock = new Object();
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();

  /** Since the last acknowledged write. */
  private final List<String> fresh = new ArrayList<>();

  private final List<String> withoutElection = new ArrayList<>();
  private long term;
  private long lastNanos;
  private Duration gap = Duration.ZERO;

  /** Starts at once. The port is one of loopback, the credentials those of a user. */
  SteadyWriter(int port, Supplier<ChannelCredentials> credentials) {
    this.port = port;
    this.credentials = credentials;
    lastNanos = System.nanoTime();
    thread = Thread.ofPlatform().daemon().name("steady-writer").start(this::run);
  }

  /** How many writes were acknowledged so far. */
  int acknowledged() {
    synchronized (lock) {
      return acknowledged.size();
    }
  }

  /** The longest time without an acknowledged write since the start or the last call of this. */
  Duration takeGap() {
    synchronized (lock) {
      Duration running = Duration.ofNanos(System.nanoTime() - lastNanos);
      Duration longest = running.compareTo(gap) > 0 ? running : gap;
      gap = Duration.ZERO;
      return longest;
    }
  }

  /** The failed calls before and after which the same term was told. */
  List<String> failuresWithoutElection() {
    synchronized (lock) {
      return List.copyOf(withoutElection);
    }
  }

  /** Writes no more, and returns keys that were acknowledged and are not there. */
  List<String> stopAndCheck() {
    stop();
    Set<String> present = new HashSet<>();
    try (var client = new EtcdClient(port, credentials.get())) {
      ByteString from = ByteString.copyFromUtf8(PREFIX);
      while (true) {
        RangeResponse page = client.kv(CHECK_LIMIT).range(page(from));
        for (KeyValue pair : page.getKvsList()) {
          present.add(pair.getKey().toStringUtf8());
        }
        if (!page.getMore()) {
          break;
        }
        from = page.getKvsList().getLast().getKey().concat(ByteString.copyFrom(new byte[1]));
      }
    }
    synchronized (lock) {
      List<String> missing = new ArrayList<>(lost);
      acknowledged.stream().filter(key -> !present.contains(key)).forEach(missing::add);
      return missing;
    }
  }

  /** For people: counts, and the first failures. */
  @Override
  public String toString() {
    synchronized (lock) {
      return "%d writes acknowledged, %d calls failed, %d of them without an election %s"
          .formatted(
              acknowledged.size(),
              failures.size(),
              withoutElection.size(),
              failures.subList(0, Math.min(8, failures.size())));
    }
  }

  private static RangeRequest page(ByteString from) {
    return RangeRequest.newBuilder()
        .setKey(from)
        .setRangeEnd(ByteString.copyFromUtf8("steady0"))
        .setKeysOnly(true)
        .setLimit(PAGE)
        .build();
  }

  private void run() {
    int number = 0;
    while (!stopped) {
      try (var client = new EtcdClient(port, credentials.get())) {
        while (!stopped) {
          step(client, number++);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (StatusRuntimeException e) {
        synchronized (lock) {
          String failure = Instant.now() + " " + e.getStatus();
          failures.add(failure);
          fresh.add(failure);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void step(EtcdClient client, int number) {
    String key = PREFIX + "%08d".formatted(number);
    ByteString bytes = ByteString.copyFromUtf8(key);
    PutRequest put = PutRequest.newBuilder().setKey(bytes).setValue(bytes).build();
    long told = client.kv(CALL_LIMIT).put(put).getHeader().getRaftTerm();
    synchronized (lock) {
      acknowledged.add(key);
      if (told == term) {
        withoutElection.addAll(fresh);
      }
      fresh.clear();
      term = told;
      long now = System.nanoTime();
      Duration since = Duration.ofNanos(now - lastNanos);
      if (since.compareTo(gap) > 0) {
        gap = since;
      }
      lastNanos = now;
    }
    if (number % READ_EVERY == 0) {
      RangeResponse read =
          client.kv(CALL_LIMIT).range(RangeRequest.newBuilder().setKey(bytes).build());
      if (read.getKvsCount() == 0) {
        synchronized (lock) {
          lost.add(key + " at revision " + read.getHeader().getRevision());
        }
      }
    }
  }

  private void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
