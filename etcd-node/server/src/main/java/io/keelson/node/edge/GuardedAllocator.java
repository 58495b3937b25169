package io.keelson.node.edge;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/**
 * Tells when there is no memory for a buffer. Whoever asked for it gets the error too, but hides
 * it: Netty closes a connection or gRPC a call, and the process would go on without being able to
 * serve. The JVM does not end the process either, since this memory is counted by Netty. A buffer
 * that grows later asks its own allocator and is not seen here. Any thread.
 */
final class GuardedAllocator extends AbstractByteBufAllocator {
  private final ByteBufAllocator buffers;
  private final Consumer<OutOfMemoryError> exhausted;

  /**
   * Allocates from another allocator.
   *
   * @param exhausted called before the error is thrown; may end the process
   */
  GuardedAllocator(ByteBufAllocator buffers, Consumer<OutOfMemoryError> exhausted) {
    super(true);
    this.buffers = buffers;
    this.exhausted = exhausted;
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return buffers.heapBuffer(initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    try {
      return buffers.directBuffer(initialCapacity, maxCapacity);
    } catch (OutOfMemoryError e) {
      exhausted.accept(e);
      throw e;
    }
  }

  @Override
  public boolean isDirectBufferPooled() {
    return buffers.isDirectBufferPooled();
  }
}
