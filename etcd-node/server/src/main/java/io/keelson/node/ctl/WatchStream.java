package io.keelson.node.ctl;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchGrpc;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * One watcher that outlives connections: when a stream ends for want of a server or of a leader, it
 * is made anew from the revision after the last that was heard of. One thread.
 */
final class WatchStream {
  private static final long RETRY_MILLIS = 100;
  private static final Metadata.Key<String> NEEDS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private final Client client;
  private WatchCreateRequest request;
  private @Nullable BlockingClientCall<WatchRequest, WatchResponse> call;

  WatchStream(Client client, WatchCreateRequest request) {
    this.client = client;
    this.request = request;
  }

  /**
   * Waits for the next answer, as long as it takes.
   *
   * @throws CtlException if the server ends the stream for another reason than its absence
   */
  WatchResponse next() throws CtlException, InterruptedException {
    while (true) {
      try {
        WatchResponse answer = opened().read();
        if (answer != null) {
          advance(answer);
          return answer;
        }
        reopen();
      } catch (StatusException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw new CtlException(
              CtlException.EXIT_INTERRUPTED, Failures.text(e.getStatus(), false));
        }
        reopen();
      }
    }
  }

  private void advance(WatchResponse answer) {
    long heard = answer.getHeader().getRevision();
    if (answer.getCreated() && request.getStartRevision() == 0) {
      // From here on, also when the stream breaks before the first event.
      request = request.toBuilder().setStartRevision(heard + 1).build();
    } else if (answer.getEventsCount() > 0) {
      long last = answer.getEvents(answer.getEventsCount() - 1).getKv().getModRevision();
      request = request.toBuilder().setStartRevision(last + 1).build();
    }
  }

  private void reopen() throws InterruptedException {
    call = null;
    Thread.sleep(RETRY_MILLIS);
  }

  private BlockingClientCall<WatchRequest, WatchResponse> opened()
      throws CtlException, InterruptedException, StatusException {
    var current = call;
    if (current == null) {
      var headers = new Metadata();
      headers.put(NEEDS_LEADER, "true");
      Channel channel =
          ClientInterceptors.intercept(
              connected(), MetadataUtils.newAttachHeadersInterceptor(headers));
      current =
          ClientCalls.blockingBidiStreamingCall(
              channel, WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
      current.write(WatchRequest.newBuilder().setCreateRequest(request).build());
      call = current;
    }
    return current;
  }

  /** A watch waits for a server without a bound, as upstream's does. */
  private Channel connected() throws InterruptedException {
    while (true) {
      try {
        return client.connected(client.deadline());
      } catch (CtlException late) {
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }
}
