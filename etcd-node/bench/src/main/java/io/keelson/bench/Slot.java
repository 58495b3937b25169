package io.keelson.bench;

import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Status;

/** One in-flight position: at most one request at a time, its buffer reused. */
abstract sealed class Slot extends ClientCall.Listener<byte[]> permits UnarySlot, StreamSlot {
  final Channel channel;
  final Source source;
  final RequestBuffer request = new RequestBuffer();
  private final Lane lane;
  private long startNanos;

  Slot(Lane lane, Channel channel, Source source) {
    this.lane = lane;
    this.channel = channel;
    this.source = source;
  }

  static Slot of(Lane lane, Channel channel, Source source) {
    return source.holdsStream()
        ? new StreamSlot(lane, channel, source)
        : new UnarySlot(lane, channel, source);
  }

  /** Sends the next request; its latency counts from the instant given. */
  void issue(long nanos) {
    startNanos = nanos;
    request.clear();
    send();
  }

  /** Lets the source write the next request, and sends it. */
  abstract void send();

  final void answered(byte[] response) {
    try {
      source.completed(response);
    } catch (IllegalStateException e) {
      lane.failed(this, Status.INTERNAL.withDescription(e.getMessage()));
      return;
    }
    lane.completed(this, startNanos, response.length);
  }

  final void broken(Status status) {
    source.failed();
    lane.failed(this, status);
  }
}
