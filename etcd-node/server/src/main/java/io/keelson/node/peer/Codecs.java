package io.keelson.node.peer;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;

/** HTTP/1.1 with the bounds that hold between members. */
final class Codecs {
  /** How much may wait for a socket before what produces it pauses, and when it goes on. */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private static final int LINE_BYTES_MAX = 8 * 1024;
  private static final int HEADER_BYTES_MAX = 64 * 1024;

  /** Larger chunks are handed on in pieces of this size. */
  private static final int PIECE_BYTES_MAX = 256 * 1024;

  private Codecs() {}

  static HttpServerCodec server() {
    return new HttpServerCodec(config());
  }

  static HttpClientCodec client() {
    return new HttpClientCodec(config(), false, false);
  }

  private static HttpDecoderConfig config() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(LINE_BYTES_MAX)
        .setMaxHeaderSize(HEADER_BYTES_MAX)
        .setMaxChunkSize(PIECE_BYTES_MAX);
  }
}
