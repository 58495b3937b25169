package io.keelson.node.log;

import java.io.Closeable;
import java.io.IOException;

/** Where encoded lines go. Implementations let one thread write at a time. */
sealed interface LineSink extends Closeable permits StreamSink, RotatingFile {
  /** Writes a whole line with one write. */
  void write(byte[] line) throws IOException;
}
