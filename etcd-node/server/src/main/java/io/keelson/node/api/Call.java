package io.keelson.node.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.node.command.Refusal;

/**
 * A call with one request. Answered once, from whichever thread knows the answer; what comes after
 * the client has gone is dropped.
 */
final class Call {
  private final ServerCall<Bytes, EncodedMessage> call;
  private final CallCells cells;
  private final long startNanos;
  private boolean areHeadersSent;

  Call(ServerCall<Bytes, EncodedMessage> call, CallCells cells) {
    this.call = call;
    this.cells = cells;
    this.startNanos = cells.now();
  }

  /** Time of this call's clock. */
  long nowNanos() {
    return cells.clock().nanoTime();
  }

  /** How long ago the call came. */
  long elapsedNanos() {
    return cells.clock().nanoTime() - startNanos;
  }

  /** Sends one message and ends the call. */
  void answer(EncodedMessage message) {
    send(message);
    end();
  }

  /** Sends one message of several. */
  void send(EncodedMessage message) {
    if (call.isCancelled()) {
      return;
    }
    if (!areHeadersSent) {
      areHeadersSent = true;
      call.sendHeaders(new Metadata());
    }
    cells.method().sent.inc();
    call.sendMessage(message);
  }

  /** Ends the call well. */
  void end() {
    close(Status.OK);
  }

  void refuse(Refusal refusal) {
    close(Statuses.of(refusal));
  }

  void fail(Status status) {
    close(status);
  }

  private void close(Status status) {
    cells.ended(status.getCode().value(), startNanos);
    if (!call.isCancelled()) {
      call.close(status, new Metadata());
    }
  }

  boolean isReady() {
    return call.isReady();
  }

  boolean isCancelled() {
    return call.isCancelled();
  }
}
