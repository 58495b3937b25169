package io.keelson.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The bytes of a snapshot stream: its last 32 must be the SHA-256 of those before. */
final class SnapshotCheck {
  private static final int DIGEST_BYTES = 32;
  private static final int BLOB = 3;

  private final MessageDigest digest;
  private byte[] tail = {}; // the newest bytes, which may be the digest
  private long bytes;
  private long remaining = -1;

  SnapshotCheck() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  long bytes() {
    return bytes;
  }

  void take(byte[] response) {
    remaining = ResponseCursor.numberIn(new ResponseCursor(response), 2);
    ResponseCursor cursor = new ResponseCursor(response);
    while (cursor.next()) {
      if (cursor.field() == BLOB) {
        byte[] blob = new byte[cursor.length()];
        cursor.copyTo(blob);
        takeBlob(blob);
      }
    }
  }

  private void takeBlob(byte[] blob) {
    bytes += blob.length;
    if (blob.length >= DIGEST_BYTES) {
      digest.update(tail);
      digest.update(blob, 0, blob.length - DIGEST_BYTES);
      tail = Arrays.copyOfRange(blob, blob.length - DIGEST_BYTES, blob.length);
      return;
    }
    byte[] both = Arrays.copyOf(tail, tail.length + blob.length);
    System.arraycopy(blob, 0, both, tail.length, blob.length);
    int settled = Math.max(0, both.length - DIGEST_BYTES);
    digest.update(both, 0, settled);
    tail = Arrays.copyOfRange(both, settled, both.length);
  }

  /** Throws {@link IllegalStateException} unless the stream is whole. */
  void finish() {
    if (remaining != 0) {
      throw new IllegalStateException("the snapshot ended with " + remaining + " bytes to come");
    }
    if (!MessageDigest.isEqual(digest.digest(), tail)) {
      throw new IllegalStateException("the snapshot's digest is wrong");
    }
  }
}
