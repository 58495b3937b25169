package io.keelson.node.log;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that is given, like standard error, or a file that only grows. */
final class StreamSink implements LineSink {
  private final Object lock = new Object();
  private final OutputStream stream;
  private final boolean isOwned;

  /**
   * @param isOwned whether closing this closes the stream
   */
  StreamSink(OutputStream stream, boolean isOwned) {
    this.stream = stream;
    this.isOwned = isOwned;
  }

  @Override
  public void write(byte[] line) throws IOException {
    synchronized (lock) {
      stream.write(line);
      stream.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (isOwned) {
        stream.close();
      }
    }
  }
}
