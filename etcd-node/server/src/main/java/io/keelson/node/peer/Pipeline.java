package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Failed;
import io.keelson.node.link.PeerCalls.Outcome;
import io.keelson.raft.Message;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages as single posts, for members without streams. A few run at a time, few more wait,
 * others are dropped. Lives on the loop.
 */
final class Pipeline {
  private static final String SOURCE = "pipeline";
  private static final int RUNNING_MAX = 4;
  private static final int WAITING_MAX = 64;
  private static final long WAITING_BYTES_MAX = 64L << 20;
  private static final int ANSWER_BYTES_MAX = 64 * 1024;

  private final Link link;
  private final Dialler dialler;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private final Set<HttpCall> running = new LinkedHashSet<>();
  private long waitingBytes;
  private boolean isStopped;

  Pipeline(Link link, Dialler dialler) {
    this.link = link;
    this.dialler = dialler;
  }

  /** Sends a message; false if too many wait. */
  boolean offer(Message message) {
    long weight = MessageCodec.weight(message);
    boolean hasRoom =
        waiting.size() < WAITING_MAX
            && (waiting.isEmpty() || waitingBytes + weight <= WAITING_BYTES_MAX);
    if (isStopped || !hasRoom) {
      return false;
    }
    waiting.add(message);
    waitingBytes += weight;
    next();
    return true;
  }

  /** Drops what waits and cuts off what runs. */
  void stop() {
    isStopped = true;
    waiting.clear();
    waitingBytes = 0;
    List.copyOf(running).forEach(HttpCall::cancel);
  }

  private void next() {
    while (!waiting.isEmpty() && running.size() < RUNNING_MAX && !isStopped) {
      Message message = waiting.removeFirst();
      waitingBytes -= MessageCodec.weight(message);
      Optional<PeerUrl> url = link.urls().pick();
      if (url.isEmpty()) {
        failed(null, "no URL that can be dialled");
      } else {
        post(url.get(), MessageCodec.encode(message));
      }
    }
  }

  private void post(PeerUrl url, Bytes body) {
    FullHttpRequest request =
        HttpCall.request(HttpMethod.POST, url, "/raft", "application/protobuf", body);
    PeerHeaders.write(request.headers(), link.settings().self());
    Post post = new Post(url, body.length());
    HttpCall call = HttpCall.of(request, ANSWER_BYTES_MAX, link.loop(), post::ended);
    post.call = call;
    running.add(call);
    call.start(dialler, url, link.settings().timing().answer().toNanos());
  }

  private void failed(@Nullable PeerUrl url, String reason) {
    link.status().deactivate("write", SOURCE, reason);
    if (url != null) {
      link.urls().failed(url);
    }
    if (!isStopped) {
      link.failed();
    }
  }

  /** One message on its way. */
  private final class Post {
    private final PeerUrl url;
    private final int sizeBytes;
    private @Nullable HttpCall call;

    Post(PeerUrl url, int sizeBytes) {
      this.url = url;
      this.sizeBytes = sizeBytes;
    }

    void ended(Outcome outcome) {
      if (call != null) {
        running.remove(call);
      }
      String refusal =
          switch (outcome) {
            case Answered answer ->
                link.refusal(
                    answer.status(),
                    answer.body().utf8(),
                    answer.headers().getOrDefault("x-etcd-cluster-id", ""));
            case Failed failure -> failure.error();
          };
      if (refusal.isEmpty()) {
        link.status().activate();
        link.sentBytes().add(sizeBytes);
      } else {
        failed(url, refusal);
      }
      // Not at once: a failure may come while its call starts.
      if (!waiting.isEmpty() && !isStopped) {
        link.loop().execute(Pipeline.this::next);
      }
    }
  }
}
