package io.keelson.e2e;

import io.keelson.e2e.process.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain socket that speaks as much HTTP/2 as an attack needs. */
final class HostileConnection implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_HEADERS = 4;

  private static final int CONNECT_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 40;

  private final Socket socket = new Socket();
  private final OutputStream output;

  HostileConnection(int port) {
    try {
      socket.connect(FreePorts.loopback(port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      output = socket.getOutputStream();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** False once the server has closed the connection, which is a fine answer to an attack. */
  boolean send(byte[] bytes) {
    try {
      output.write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads until the server closes or stays silent for a moment. Closing with unread answers would
   * reset the connection and throw away what the server has not yet read.
   */
  void drain() {
    byte[] buffer = new byte[8_192];
    try {
      socket.setSoTimeout(SILENCE_MILLIS);
      InputStream input = socket.getInputStream();
      while (input.read(buffer) >= 0) {}
    } catch (IOException e) {
      // Silence or a reset: either way the server has had its chance.
    }
  }

  boolean sendPreface() {
    return send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
        && send(frame(SETTINGS, 0, 0, new byte[0]));
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return frame(payload.length, type, flags, stream, payload);
  }

  /** The announced length may be a lie. */
  static byte[] frame(int length, int type, int flags, int stream, byte[] payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(length >> 16);
    frame.write(length >> 8);
    frame.write(length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >> shift);
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** The header block of a unary gRPC call, without compression. */
  static byte[] callHeaders(String path) {
    var block = new ByteArrayOutputStream();
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", path);
    literal(block, ":authority", "localhost");
    literal(block, "content-type", "application/grpc");
    literal(block, "te", "trailers");
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0); // literal, not indexed, new name
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
