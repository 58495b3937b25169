package io.keelson.backup.stream;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Hashes and counts what passes. */
public final class CountedOutput extends FilterOutputStream {
  private final MessageDigest digest = Digests.sha256();
  private long count;

  /** Passes on to another stream, which it does not close. */
  public CountedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    digest.update(bytes, offset, length);
    count += length;
    out.write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }

  /** Bytes so far. */
  public long count() {
    return count;
  }

  /** SHA-256 of all bytes; to be asked once, at the end. */
  public String sha256() {
    return Digests.hex(digest);
  }
}
