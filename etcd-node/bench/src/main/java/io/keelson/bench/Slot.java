package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/** One in-flight position: at most one call at a time, its buffers reused. */
final class Slot extends ClientCall.Listener<byte[]> {
  private static final byte[] NO_RESPONSE = {};

  private final Lane lane;
  private final Channel channel;
  private final Source source;
  private final RequestBuffer request = new RequestBuffer();
  private byte[] response = NO_RESPONSE;
  private long startNanos;

  Slot(Lane lane, Channel channel, Source source) {
    this.lane = lane;
    this.channel = channel;
    this.source = source;
  }

  /** Sends the next request; its latency counts from the instant given. */
  void issue(long nanos) {
    startNanos = nanos;
    response = NO_RESPONSE;
    request.clear();
    ClientCall<RequestBuffer, byte[]> call =
        channel.newCall(source.next(request), CallOptions.DEFAULT);
    call.start(this, new Metadata());
    call.request(2); // the second asks for the end of the call
    call.sendMessage(request);
    call.halfClose();
  }

  @Override
  public void onMessage(byte[] message) {
    response = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!status.isOk()) {
      source.failed();
      lane.failed(this, status);
      return;
    }
    try {
      source.completed(response);
    } catch (IllegalStateException e) {
      lane.failed(this, Status.INTERNAL.withDescription(e.getMessage()));
      return;
    }
    lane.completed(this, startNanos, response.length);
  }
}
