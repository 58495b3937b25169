package io.keelson.node.api;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.metrics.GrpcMetrics;
import io.keelson.node.watch.WatchClient;
import io.keelson.node.watch.WatchHub;
import io.keelson.node.watch.WatchResponse;
import io.keelson.node.watch.WatchSession;
import org.jspecify.annotations.Nullable;

/** {@code etcdserverpb.Watch}: carries requests and responses between gRPC and the hub. */
public final class WatchService {
  private static final String SERVICE = "etcdserverpb.Watch";

  private final WatchHub hub;
  private final ResponseHeaders headers;
  private final long requestBytesMax;

  /** Serves from a hub; longer requests end the stream. */
  public WatchService(WatchHub hub, ResponseHeaders headers, long requestBytesMax) {
    this.hub = hub;
    this.headers = headers;
    this.requestBytesMax = requestBytesMax;
  }

  /** The service as gRPC wants it. */
  public ServerServiceDefinition definition(
      CallGuard guard, GrpcMetrics grpcMetrics, NanoClock clock) {
    CallCells cells = new CallCells(grpcMetrics.method("bidi_stream", SERVICE, "Watch"), clock);
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            Marshalling.method(SERVICE, "Watch", MethodType.BIDI_STREAMING),
            (call, metadata) -> start(call, metadata, guard, cells))
        .build();
  }

  private ServerCall.Listener<Bytes> start(
      ServerCall<Bytes, EncodedMessage> serverCall,
      Metadata metadata,
      CallGuard guard,
      CallCells cells) {
    @Nullable Status refused = guard.check(false, metadata);
    cells.method().started.inc();
    Call call = new Call(serverCall, cells);
    if (refused != null) {
      call.fail(refused);
      return new ServerCall.Listener<>() {};
    }
    Client client = new Client(serverCall, call);
    WatchSession session = hub.open(client);
    Runnable forget =
        guard.awaitLeaderLoss(metadata, () -> end(session, client, Statuses.NO_LEADER));
    serverCall.request(1);
    return new Listener(session, client, cells, forget);
  }

  /** The hub ends the stream: nobody else may send or close while it runs. */
  private void end(WatchSession session, Client client, Status why) {
    client.whyUnreadable = why;
    hub.malformed(session);
  }

  /** From the hub to the client; the hub's thread. */
  private final class Client implements WatchClient {
    private final ServerCall<Bytes, EncodedMessage> serverCall;
    private final Call call;
    private Status whyUnreadable = Statuses.malformed(false, Statuses.INVALID_WIRE_FORMAT);

    Client(ServerCall<Bytes, EncodedMessage> serverCall, Call call) {
      this.serverCall = serverCall;
      this.call = call;
    }

    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public void send(WatchResponse response) {
      call.send(WatchCodec.encode(response, headers));
    }

    @Override
    public void requestNext() {
      serverCall.request(1);
    }

    @Override
    public void endMalformed() {
      call.fail(whyUnreadable);
    }
  }

  /** From the client to the hub; the connection's event loop. */
  private final class Listener extends ServerCall.Listener<Bytes> {
    private final WatchSession session;
    private final Client client;
    private final CallCells cells;
    private final Runnable forget;

    Listener(WatchSession session, Client client, CallCells cells, Runnable forget) {
      this.session = session;
      this.client = client;
      this.cells = cells;
      this.forget = forget;
    }

    @Override
    public void onMessage(Bytes message) {
      cells.method().received.inc();
      if (message.length() > requestBytesMax) {
        end(session, client, Statuses.tooLong(message.length(), requestBytesMax));
        return;
      }
      try {
        hub.request(session, WatchCodec.request(message));
      } catch (WireException e) {
        hub.malformed(session);
      }
    }

    @Override
    public void onReady() {
      hub.ready(session);
    }

    @Override
    public void onComplete() {
      forget.run();
    }

    @Override
    public void onCancel() {
      forget.run();
      hub.close(session);
      client.call.fail(Statuses.WATCH_CANCELED);
    }
  }
}
