package io.keelson.node.peer;

import io.keelson.node.link.PeerCalls;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Single requests to other members' pages, each on a connection of its own. Works before the
 * cluster's id is known, so that a member can learn it: then its header is left out.
 */
public final class HttpPeerCalls implements PeerCalls {
  private final EventLoop loop;
  private final Dialler dialler;
  private final PeerSettings.Self self;

  /** Uses the loop, the times and the TLS of the settings. */
  public HttpPeerCalls(PeerSettings settings) {
    this.loop = settings.place().loop();
    this.dialler = new Dialler(settings);
    this.self = settings.self();
  }

  @Override
  public void call(String baseUrl, Request request, Consumer<Outcome> answered) {
    Optional<PeerUrl> url = PeerUrl.parse(baseUrl);
    if (url.isEmpty()) {
      answered.accept(new Failed("cannot dial " + baseUrl, false));
      return;
    }
    try {
      loop.execute(() -> start(url.get(), request, answered));
    } catch (RejectedExecutionException stopping) {
      answered.accept(new Failed("stopping", false));
    }
  }

  private void start(PeerUrl url, Request request, Consumer<Outcome> answered) {
    FullHttpRequest http =
        HttpCall.request(
            HttpMethod.valueOf(request.method()),
            url,
            request.path(),
            request.contentType(),
            request.body());
    if (self.clusterId() != 0) {
      PeerHeaders.write(http.headers(), self);
    }
    HttpCall.of(http, ANSWER_BYTES_MAX, loop, answered)
        .start(dialler, url, request.timeout().toNanos());
  }
}
