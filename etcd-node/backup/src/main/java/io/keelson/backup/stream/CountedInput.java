package io.keelson.backup.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Hashes and counts what is read. */
public final class CountedInput extends FilterInputStream {
  private final MessageDigest digest = Digests.sha256();
  private long count;

  /** Reads another stream. */
  public CountedInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int found = in.read(bytes, offset, length);
    if (found > 0) {
      digest.update(bytes, offset, found);
      count += found;
    }
    return found;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("what is hashed cannot be skipped");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads the rest. */
  public void drain() throws IOException {
    byte[] bytes = new byte[1 << 16];
    while (read(bytes, 0, bytes.length) >= 0) {
      // Only its hash is of interest.
    }
  }

  /** Bytes so far. */
  public long count() {
    return count;
  }

  /** SHA-256 of all that was read; to be asked once, at the end. */
  public String sha256() {
    return Digests.hex(digest);
  }
}
