package io.keelson.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exhausted memory is told before whoever wanted it can hide it. */
final class GuardedAllocatorTest {
  private static final int CAPACITY = 64;

  private final List<OutOfMemoryError> told = new ArrayList<>();

  @Test
  void toldOnce() {
    var error = new OutOfMemoryError("none left");
    var empty =
        new PooledByteBufAllocator(true) {
          @Override
          protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw error;
          }
        };
    var guarded = new GuardedAllocator(empty, told::add);
    assertThatThrownBy(() -> guarded.buffer(CAPACITY)).isSameAs(error);
    assertThat(told).containsExactly(error);
  }

  @Test
  void buffersOfTheOther() {
    var guarded = new GuardedAllocator(UnpooledByteBufAllocator.DEFAULT, told::add);
    ByteBuf direct = guarded.ioBuffer(CAPACITY);
    ByteBuf heap = guarded.heapBuffer(CAPACITY);
    assertThat(direct.isDirect()).isTrue();
    assertThat(heap.hasArray()).isTrue();
    assertThat(direct.capacity()).isEqualTo(CAPACITY);
    direct.release();
    heap.release();
    assertThat(told).isEmpty();
  }
}
