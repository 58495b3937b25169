package io.keelson.node.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Handles calls with one request whose bytes a handler reads by itself. Everything runs on the
 * connection's event loop.
 */
final class RawMethod implements ServerCallHandler<Bytes, EncodedMessage> {
  private final boolean isUnary;
  private final boolean isOfLearners;
  private final CallGuard guard;
  private final CallCells cells;
  private final long requestBytesMax;
  private final Handler handler;

  /** Does what one call asks. */
  @FunctionalInterface
  interface Handler {
    /**
     * Starts the work and returns at once.
     *
     * @return runs each time the client can take more, null if the call has one answer
     */
    @Nullable Runnable handle(Bytes request, Call call) throws WireException;
  }

  /** A method that members serve unless they only receive. */
  RawMethod(
      boolean isUnary, CallGuard guard, CallCells cells, long requestBytesMax, Handler handler) {
    this(isUnary, false, guard, cells, requestBytesMax, handler);
  }

  /**
   * A method.
   *
   * @param isOfLearners whether the handler itself decides what a member serves that only receives
   */
  RawMethod(
      boolean isUnary,
      boolean isOfLearners,
      CallGuard guard,
      CallCells cells,
      long requestBytesMax,
      Handler handler) {
    this.isUnary = isUnary;
    this.isOfLearners = isOfLearners;
    this.guard = guard;
    this.cells = cells;
    this.requestBytesMax = requestBytesMax;
    this.handler = handler;
  }

  @Override
  public ServerCall.Listener<Bytes> startCall(
      ServerCall<Bytes, EncodedMessage> serverCall, Metadata metadata) {
    @Nullable Status refused =
        isOfLearners ? guard.checkAnywhere(isUnary, metadata) : guard.check(isUnary, metadata);
    cells.method().started.inc();
    Call call = new Call(serverCall, cells);
    serverCall.request(2);
    return new Listener(call, refused);
  }

  private final class Listener extends ServerCall.Listener<Bytes> {
    private final Call call;
    private @Nullable Status refused;
    private @Nullable Bytes request;
    private @Nullable Runnable whenReady;
    private boolean isAnswered;

    Listener(Call call, @Nullable Status refused) {
      this.call = call;
      this.refused = refused;
    }

    @Override
    public void onMessage(Bytes message) {
      if (request != null && refused == null) {
        refused = Status.INTERNAL.withDescription("Too many requests");
      }
      request = message;
      cells.method().received.inc();
    }

    @Override
    public void onHalfClose() {
      if (isAnswered) {
        return;
      }
      isAnswered = true;
      if (request == null) {
        call.fail(Status.INTERNAL.withDescription("Half-closed without a request"));
        return;
      }
      if (request.length() > requestBytesMax) {
        call.fail(Statuses.tooLong(request.length(), requestBytesMax));
        return;
      }
      if (refused != null) {
        call.fail(refused);
        return;
      }
      try {
        whenReady = handler.handle(request, call);
      } catch (WireException e) {
        call.fail(Statuses.malformed(isUnary, Statuses.INVALID_WIRE_FORMAT));
      }
    }

    @Override
    public void onReady() {
      if (whenReady != null) {
        whenReady.run();
      }
    }

    @Override
    public void onCancel() {
      if (whenReady != null) {
        whenReady.run();
      }
    }
  }
}
