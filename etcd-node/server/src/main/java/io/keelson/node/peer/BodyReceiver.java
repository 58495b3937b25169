package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;

/** Puts a whole body together, within a bound; memory grows with what arrives. */
final class BodyReceiver implements Receiver {
  private static final int FIRST_BYTES = 1024;

  private final int bytesMax;
  private final Consumer<Bytes> taken;
  private final Runnable tooLarge;
  private byte[] body = new byte[FIRST_BYTES];
  private int filled;
  private boolean isOver;

  /**
   * Waits for a body.
   *
   * @param taken called with the whole body
   * @param tooLarge run instead when it is larger than the bound, as soon as that is known
   */
  BodyReceiver(int bytesMax, Consumer<Bytes> taken, Runnable tooLarge) {
    this.bytesMax = bytesMax;
    this.taken = taken;
    this.tooLarge = tooLarge;
  }

  @Override
  public void content(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (isOver) {
      return;
    }
    if (count > bytesMax - filled) {
      isOver = true;
      body = new byte[0];
      tooLarge.run();
      return;
    }
    if (filled + count > body.length) {
      long doubled = Math.max(2L * body.length, (long) filled + count);
      body = Arrays.copyOf(body, (int) Math.min(bytesMax, doubled));
    }
    bytes.readBytes(body, filled, count);
    filled += count;
  }

  @Override
  public void complete() {
    if (!isOver) {
      isOver = true;
      taken.accept(Bytes.wrap(body, 0, filled));
    }
  }

  @Override
  public void cut() {
    isOver = true;
  }

  @Override
  public boolean isWaiting() {
    return !isOver;
  }
}
