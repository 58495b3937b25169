package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/** A call for each request. */
final class UnarySlot extends Slot {
  private static final byte[] NO_RESPONSE = {};

  private byte[] response = NO_RESPONSE;

  UnarySlot(Lane lane, Channel channel, Source source) {
    super(lane, channel, source);
  }

  @Override
  void send() {
    response = NO_RESPONSE;
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
    if (status.isOk()) {
      answered(response);
    } else {
      broken(status);
    }
  }
}
