package io.keelson.node.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Content of a simulated file: what programs read, what is durable, and the steps between. */
final class SimFile implements SimNode {
  private static final int SECTOR_BYTES = 512;

  private sealed interface Change {}

  private record Written(long position, ByteBuffer bytes) implements Change {}

  private record Truncated(long size) implements Change {}

  /** Bytes with a length. */
  private static final class Content {
    private byte[] array = new byte[0];
    private int size;

    void write(long position, ByteBuffer source) {
      int end = Math.toIntExact(position + source.remaining());
      if (end > array.length) {
        array = Arrays.copyOf(array, Math.max(end, array.length * 2));
      }
      source.get(source.position(), array, (int) position, source.remaining());
      size = Math.max(size, end);
    }

    void truncate(long to) {
      if (to < size) {
        Arrays.fill(array, (int) to, size, (byte) 0);
        size = (int) to;
      }
    }

    void set(Content other) {
      array = other.array.clone();
      size = other.size;
    }
  }

  private final Content visible = new Content();
  private final Content durable = new Content();
  private final List<Change> pending = new ArrayList<>();

  void write(long position, ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(copy);
    ByteBuffer bytes = ByteBuffer.wrap(copy);
    visible.write(position, bytes);
    pending.add(new Written(position, bytes));
  }

  int read(long position, ByteBuffer target) {
    int count = (int) Math.min(target.remaining(), Math.max(0, visible.size - position));
    if (count > 0) {
      target.put(visible.array, (int) position, count);
    }
    return count;
  }

  void truncate(long size) {
    visible.truncate(size);
    pending.add(new Truncated(size));
  }

  long size() {
    return visible.size;
  }

  void sync() {
    for (Change change : pending) {
      switch (change) {
        case Written written -> durable.write(written.position, written.bytes);
        case Truncated truncated -> durable.truncate(truncated.size);
      }
    }
    pending.clear();
  }

  /** The system takes the content for saved, and it is not. */
  void failSync() {
    pending.clear();
  }

  @Override
  public void crash(RandomGenerator random) {
    for (Change change : pending) {
      switch (change) {
        case Written written -> crash(written, random);
        case Truncated truncated -> {
          if (random.nextBoolean()) {
            durable.truncate(truncated.size);
          }
        }
      }
    }
    pending.clear();
    visible.set(durable);
  }

  private void crash(Written written, RandomGenerator random) {
    int at = 0;
    while (at < written.bytes.capacity()) {
      long position = written.position + at;
      int sector = (int) (SECTOR_BYTES - position % SECTOR_BYTES);
      int end = Math.min(at + sector, written.bytes.capacity());
      if (random.nextBoolean()) {
        durable.write(position, written.bytes.slice(at, end - at));
      }
      at = end;
    }
  }

  @Override
  public SimFile copy() {
    SimFile copy = new SimFile();
    copy.visible.set(visible);
    copy.durable.set(durable);
    copy.pending.addAll(pending);
    return copy;
  }
}
