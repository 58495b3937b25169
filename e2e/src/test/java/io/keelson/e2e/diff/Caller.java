package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.RangeStreamResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends operations to one server. */
final class Caller {
  private static final long LIMIT_SECONDS = 30;

  private final Channel channel;
  private final Map<Rpc, MethodDescriptor<byte[], byte[]>> methods = new EnumMap<>(Rpc.class);

  Caller(Channel channel) {
    this.channel = channel;
    for (Rpc rpc : Rpc.values()) {
      methods.put(rpc, rpc.descriptor());
    }
  }

  CompletableFuture<Outcome> send(Op op) {
    var collector = new Collector(op.rpc());
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
            .withExecutor(Runnable::run);
    ClientCall<byte[], byte[]> call = channel.newCall(methods.get(op.rpc()), options);
    call.start(collector, new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(op.request().toByteArray());
    call.halfClose();
    return collector.outcome;
  }

  private static final class Collector extends ClientCall.Listener<byte[]> {
    private final Rpc rpc;
    private final List<ByteString> messages = new ArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Collector(Rpc rpc) {
      this.rpc = rpc;
    }

    @Override
    public void onMessage(byte[] message) {
      messages.add(ByteString.copyFrom(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      try {
        outcome.complete(status.isOk() ? answer() : Outcome.Refusal.of(status));
      } catch (IOException e) {
        outcome.completeExceptionally(new UncheckedIOException(e));
      }
    }

    private Outcome answer() throws IOException {
      if (rpc == Rpc.RANGE_STREAM) {
        return merge();
      }
      return new Outcome.Answer(Op.parse(rpc.responseType(), messages.getFirst()));
    }

    private Outcome merge() throws IOException {
      RangeResponse.Builder merged = RangeResponse.newBuilder();
      List<String> misplaced = new ArrayList<>();
      for (int i = 0; i < messages.size(); i++) {
        RangeResponse chunk = RangeStreamResponse.parseFrom(messages.get(i)).getRangeResponse();
        if (i < messages.size() - 1
            && (chunk.hasHeader() || chunk.getMore() || chunk.getCount() != 0)) {
          misplaced.add("chunk " + i + " of " + messages.size());
        }
        merged.mergeFrom(chunk);
      }
      return new Outcome.Streamed(merged.build(), String.join(", ", misplaced));
    }
  }
}
