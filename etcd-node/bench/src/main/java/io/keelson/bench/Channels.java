package io.keelson.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Opens channels at the least cost per call: epoll, callbacks on the event loop, no extras. */
final class Channels {
  private static final int WINDOW_BYTES = 4 << 20;

  private Channels() {}

  static ManagedChannel open(ClientConfig config, EventLoopGroup loops) throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(config.address())
            .eventLoopGroup(loops)
            .channelType(EpollSocketChannel.class)
            .directExecutor()
            .offloadExecutor(Runnable::run)
            .disableRetry()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .initialFlowControlWindow(WINDOW_BYTES)
            .keepAliveTime(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    switch (config.trust()) {
      case ClientConfig.Trust.Plaintext() -> builder.usePlaintext();
      case ClientConfig.Trust.Anyone() -> builder.sslContext(anyone());
      case ClientConfig.Trust.Authority authority ->
          builder.overrideAuthority("localhost").sslContext(authority(authority));
    }
    return builder.build();
  }

  private static SslContext anyone() throws IOException {
    return boringSsl()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .endpointIdentificationAlgorithm("")
        .build();
  }

  private static SslContext authority(ClientConfig.Trust.Authority authority) throws IOException {
    return boringSsl().trustManager(authority.certificateFile().toFile()).build();
  }

  private static SslContextBuilder boringSsl() {
    return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.OPENSSL);
  }
}
