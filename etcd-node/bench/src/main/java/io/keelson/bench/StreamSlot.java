package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A stream that stays open; each response answers the request before it. */
final class StreamSlot extends Slot {
  private @Nullable ClientCall<RequestBuffer, byte[]> open;
  private boolean isWaiting;

  StreamSlot(Lane lane, Channel channel, Source source) {
    super(lane, channel, source);
  }

  @Override
  void send() {
    MethodDescriptor<RequestBuffer, byte[]> method = source.next(request);
    ClientCall<RequestBuffer, byte[]> call = open;
    if (call == null) {
      call = channel.newCall(method, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      open = call;
    }
    isWaiting = true;
    call.request(1);
    call.sendMessage(request);
  }

  @Override
  public void onMessage(byte[] message) {
    isWaiting = false;
    answered(message);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    open = null;
    if (isWaiting) {
      isWaiting = false;
      broken(status.isOk() ? Status.UNAVAILABLE.withDescription("the stream ended") : status);
    }
  }
}
