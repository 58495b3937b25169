package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object, and goes on where it was when the connection breaks, a bounded number of times
 * without progress. One thread.
 */
final class ResumingInput extends InputStream {
  private static final int ATTEMPTS_MAX = 5;
  private static final long PAUSE_MILLIS = 500;

  /** Opens the same object from some byte on. */
  interface Opening {
    InputStream from(long position) throws IOException;
  }

  private final Opening opening;
  private InputStream in;
  private long position;
  private int failures;

  ResumingInput(InputStream in, Opening opening) {
    this.in = in;
    this.opening = opening;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      try {
        int count = in.read(bytes, offset, length);
        position += Math.max(0, count);
        failures = count > 0 ? 0 : failures;
        return count;
      } catch (IOException | RuntimeException e) {
        resume(e);
      }
    }
  }

  private void resume(Exception cause) throws IOException {
    @Nullable Exception last = cause;
    while (failures++ < ATTEMPTS_MAX) {
      pause();
      try {
        in.close();
      } catch (IOException | RuntimeException e) {
        // It is broken anyway.
      }
      try {
        in = opening.from(position);
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    @Nullable BackupException known = BackupException.in(last);
    throw known != null ? known : new IOException(BackupException.text(cause), cause);
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS * failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
