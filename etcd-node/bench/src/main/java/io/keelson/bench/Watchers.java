package io.keelson.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Watch streams over one prefix that take all they get and only count it. */
final class Watchers implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ManagedChannel channel;
  private final LongAdder bytes = new LongAdder();

  Watchers(ClientConfig config, String prefix, int streams) throws IOException {
    channel = Channels.open(config, loop);
    for (int stream = 0; stream < streams; stream++) {
      RequestBuffer create = new RequestBuffer();
      Requests.watch(create, KeyBuffer.startOf(prefix), KeyBuffer.endOf(prefix));
      ClientCall<RequestBuffer, byte[]> call =
          channel.newCall(EtcdMethods.WATCH, CallOptions.DEFAULT);
      call.start(new Taker(call, bytes), new Metadata());
      call.request(1);
      call.sendMessage(create);
    }
  }

  /** Bytes of all responses so far. */
  long bytes() {
    return bytes.sum();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static final class Taker extends ClientCall.Listener<byte[]> {
    private final ClientCall<RequestBuffer, byte[]> call;
    private final LongAdder bytes;

    Taker(ClientCall<RequestBuffer, byte[]> call, LongAdder bytes) {
      this.call = call;
      this.bytes = bytes;
    }

    @Override
    public void onMessage(byte[] response) {
      bytes.add(response.length);
      call.request(1);
    }
  }
}
