package io.keelson.backup.stream;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * Follows a snapshot that passes and says at its end whether it is whole: pages, whose sizes are
 * multiples of 512 bytes, then the SHA-256 of them. One thread.
 */
public final class Trailer {
  /** Bytes of the trailer. */
  public static final int BYTES = 32;

  private static final int SECTOR_BYTES = 512;

  private final MessageDigest digest = Digests.sha256();
  private final byte[] held = new byte[BYTES];
  private int heldBytes;
  private long count;

  /** Takes the next bytes. */
  public void update(byte[] bytes, int offset, int length) {
    count += length;
    if (length >= BYTES) {
      digest.update(held, 0, heldBytes);
      digest.update(bytes, offset, length - BYTES);
      System.arraycopy(bytes, offset + length - BYTES, held, 0, BYTES);
      heldBytes = BYTES;
      return;
    }
    int out = Math.max(0, heldBytes + length - BYTES);
    digest.update(held, 0, out);
    System.arraycopy(held, out, held, 0, heldBytes - out);
    heldBytes -= out;
    System.arraycopy(bytes, offset, held, heldBytes, length);
    heldBytes += length;
  }

  /** Bytes so far. */
  public long count() {
    return count;
  }

  /** What is wrong, empty if nothing is. To be asked once, at the end. */
  public Optional<String> problem() {
    if (count % SECTOR_BYTES != BYTES) {
      return Optional.of(
          "its %d bytes do not end in a checksum, so it was cut off".formatted(count));
    }
    return MessageDigest.isEqual(digest.digest(), held)
        ? Optional.empty()
        : Optional.of("its bytes do not match the checksum at its end");
  }
}
