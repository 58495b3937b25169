package io.keelson.node.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads of all client ports: one loop that accepts and a few that read, write and run the
 * handlers. epoll where the native part loads, else NIO.
 */
public final class EventLoops implements AutoCloseable {
  private static final long QUIET_MILLIS = 0;
  private static final long CLOSE_MILLIS_MAX = 2_000;

  /** Chunks of 2 MiB with pages of 8 KiB. */
  private static final int GRPC_CHUNK_ORDER = 8;

  private final boolean isEpoll;
  private final EventLoopGroup boss;
  private final EventLoopGroup workers;
  private final List<EventLoop> workerLoops;
  private final ByteBufAllocator grpcBuffers;
  private final ByteBufAllocator buffers;

  private EventLoops(boolean isEpoll, int workerCount, Consumer<OutOfMemoryError> exhausted) {
    this.isEpoll = isEpoll;
    this.grpcBuffers = new GuardedAllocator(grpcAllocator(), exhausted);
    this.buffers = new GuardedAllocator(ByteBufAllocator.DEFAULT, exhausted);
    IoHandlerFactory io = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.boss = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("accept", true), io);
    this.workers =
        new MultiThreadIoEventLoopGroup(workerCount, new DefaultThreadFactory("edge", true), io);
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : workers) {
      loops.add((EventLoop) loop);
    }
    this.workerLoops = List.copyOf(loops);
  }

  /**
   * Loops on the best transport of this machine. One worker is right for two cores.
   *
   * @param exhausted told when there is no memory for a buffer, by whichever thread wants it
   */
  public static EventLoops open(int workerCount, Consumer<OutOfMemoryError> exhausted) {
    return new EventLoops(Epoll.isAvailable(), workerCount, exhausted);
  }

  /** The same; when there is no memory, calls and connections fail. */
  public static EventLoops open(int workerCount) {
    return open(workerCount, error -> {});
  }

  /** Loops on the JDK's selector, whatever the machine offers. */
  public static EventLoops openNio(int workerCount) {
    return new EventLoops(false, workerCount, error -> {});
  }

  /** As gRPC makes it for itself: smaller chunks than usual. */
  private static ByteBufAllocator grpcAllocator() {
    return new PooledByteBufAllocator(
        true,
        PooledByteBufAllocator.defaultNumHeapArena(),
        PooledByteBufAllocator.defaultNumDirectArena(),
        PooledByteBufAllocator.defaultPageSize(),
        GRPC_CHUNK_ORDER,
        PooledByteBufAllocator.defaultSmallCacheSize(),
        PooledByteBufAllocator.defaultNormalCacheSize(),
        PooledByteBufAllocator.defaultUseCacheForAllThreads());
  }

  /** For the connections of gRPC servers. */
  ByteBufAllocator grpcBuffers() {
    return grpcBuffers;
  }

  /** Whether the native transport is in use. */
  public boolean isEpoll() {
    return isEpoll;
  }

  /** The loops that run handlers; what {@link LoopWatchdog} looks after. */
  public List<EventLoop> workerLoops() {
    return workerLoops;
  }

  EventLoopGroup boss() {
    return boss;
  }

  EventLoopGroup workers() {
    return workers;
  }

  Class<? extends ServerChannel> serverChannel(boolean isUnix) {
    if (isUnix) {
      return isEpoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    }
    return isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** For connections to other machines that live on one of the worker loops. */
  public Bootstrap dialling(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(isEpoll ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.ALLOCATOR, buffers);
  }

  /** For a server socket whose connections all live on one of the worker loops. */
  ServerBootstrap accepting(boolean isUnix, EventLoop loop) {
    return new ServerBootstrap()
        .group(boss, loop)
        .channel(serverChannel(isUnix))
        .childOption(ChannelOption.ALLOCATOR, buffers);
  }

  /** Ends the threads. Close the listeners first. */
  @Override
  public void close() {
    var bossEnd = boss.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    var workersEnd =
        workers.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    bossEnd.awaitUninterruptibly(CLOSE_MILLIS_MAX);
    workersEnd.awaitUninterruptibly(CLOSE_MILLIS_MAX);
  }
}
