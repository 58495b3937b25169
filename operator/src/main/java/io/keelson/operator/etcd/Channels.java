package io.keelson.operator.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Connections to members, kept while they are used: they fall idle after a minute, and beyond
 * {@link #CHANNELS_MAX} the one that was used least recently is closed. Any thread.
 */
final class Channels implements AutoCloseable {
  private static final int CHANNELS_MAX = 2_000;

  private final Map<Target, ManagedChannel> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The connection to a member; it is opened with the first call.
   *
   * @throws SSLException if the credentials cannot be read
   */
  synchronized ManagedChannel to(Target target) throws SSLException {
    ManagedChannel channel = open.get(target);
    if (channel == null) {
      channel = build(target);
      open.put(target, channel);
      if (open.size() > CHANNELS_MAX) {
        Map.Entry<Target, ManagedChannel> eldest = open.entrySet().iterator().next();
        open.remove(eldest.getKey());
        eldest.getValue().shutdownNow();
      }
    }
    return channel;
  }

  private static ManagedChannel build(Target target) throws SSLException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(target.address(), target.port())
            .directExecutor()
            .disableRetry()
            .idleTimeout(1, TimeUnit.MINUTES);
    if (target.credentials().isEmpty()) {
      return builder.usePlaintext().build();
    }
    Target.Credentials credentials = target.credentials().get();
    SslContextBuilder ssl = GrpcSslContexts.forClient();
    try {
      ssl.trustManager(stream(credentials.authorities()));
      if (!credentials.certificate().isEmpty()) {
        ssl.keyManager(stream(credentials.certificate()), stream(credentials.key()));
      }
      return builder.sslContext(ssl.build()).overrideAuthority(target.serverName()).build();
    } catch (IllegalArgumentException e) {
      throw new SSLException("the operator's credentials cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public synchronized void close() {
    open.values().forEach(ManagedChannel::shutdownNow);
    open.clear();
  }
}
