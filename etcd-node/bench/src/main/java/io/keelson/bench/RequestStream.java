package io.keelson.bench;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/** With length and drain known, gRPC makes one exact buffer and copies once. */
final class RequestStream extends ByteArrayInputStream implements Drainable, KnownLength {
  RequestStream(byte[] bytes, int offset, int length) {
    super(bytes, offset, length);
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int length = count - pos;
    target.write(buf, pos, length);
    pos = count;
    return length;
  }
}
