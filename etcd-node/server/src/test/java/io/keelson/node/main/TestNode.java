package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.keelson.node.config.ConfigParser;
import io.keelson.node.config.ParseResult;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A member in this process with a channel to it; its clock can be moved forward. */
final class TestNode implements AutoCloseable {
  private final AtomicLong skippedNanos;
  private final Workers workers = new Workers();
  private final Server server;
  private final ManagedChannel channel;

  final NodeMetrics metrics = metrics();
  final NodeAssembly node;

  private TestNode(Path directory, AtomicLong skippedNanos, List<String> flags) throws Exception {
    this.skippedNanos = skippedNanos;
    node =
        new NodeAssembly(
            parts(
                config(directory, flags),
                new RealPlatform(this::nanoTime, new SplittableRandom(1), workers.readers()),
                Network.none(),
                metrics),
            () ->
                Founding.alone(
                    2, new Member(1, "default", List.of("http://a:1"), List.of(), false)));
    node.start();
    CountDownLatch leads = new CountDownLatch(1);
    node.replica().readIndex().confirm(leads::countDown, refusal -> {});
    assertThat(leads.await(20, TimeUnit.SECONDS)).isTrue();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor();
    new Services(
            node,
            ClusterPorts.of(node, Network.none().calls()),
            metrics,
            this::nanoTime,
            workers,
            Logger.silent())
        .endpoint()
        .services()
        .forEach(builder::addService);
    server = builder.build().start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  static TestNode start(Path directory, String... flags) throws Exception {
    return new TestNode(directory, new AtomicLong(), List.of(flags));
  }

  private static NodeParts parts(
      ServerConfig config, Platform platform, Network network, NodeMetrics metrics) {
    return new NodeParts(
        config,
        platform,
        network,
        Logger.silent(),
        metrics,
        (where, cause) -> {
          throw new IllegalStateException(where, cause);
        });
  }

  /** Surroundings of a member that is to start in a folder, with other members. */
  static NodeParts parts(Path directory, List<String> flags, Network network, Executor readers) {
    return parts(
        config(directory, flags),
        new RealPlatform(System::nanoTime, new SplittableRandom(1), readers),
        network,
        metrics());
  }

  private static NodeMetrics metrics() {
    return new NodeMetrics(new MetricRegistry(), new MetricsConfig("3.7.1", "25", false, false));
  }

  private static ServerConfig config(Path directory, List<String> flags) {
    List<String> arguments = new ArrayList<>(flags);
    arguments.add("--data-dir=" + directory);
    ConfigParser parser = new ConfigParser(Etcd.buildInfo(), path -> new byte[0]);
    ParseResult result = parser.parse(arguments, Map.of());
    assertThat(result).isInstanceOf(ParseResult.Run.class);
    return ((ParseResult.Run) result).config();
  }

  private long nanoTime() {
    return System.nanoTime() + skippedNanos.get();
  }

  /** Lets time pass at once. */
  void skipSeconds(long seconds) {
    skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      server.awaitTermination();
      workers.stop();
      node.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping", e);
    }
  }
}
