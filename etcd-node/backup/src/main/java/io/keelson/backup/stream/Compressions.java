package io.keelson.backup.stream;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.keelson.backup.request.Request.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Streams that compress; closing them closes what is behind. */
public final class Compressions {
  private static final int BUFFER_BYTES = 1 << 16;

  private Compressions() {}

  /** Compresses into a stream. */
  public static OutputStream into(OutputStream out, Compression compression) throws IOException {
    return switch (compression.type()) {
      case NONE -> out;
      case GZIP -> new LevelledGzip(out, compression.level());
      case ZSTD -> {
        ZstdOutputStreamNoFinalizer zstd =
            new ZstdOutputStreamNoFinalizer(out, compression.level());
        zstd.setChecksum(true);
        yield zstd;
      }
    };
  }

  /** Reads what {@link #into} wrote. */
  public static InputStream from(InputStream in, Compression.Type type) throws IOException {
    return switch (type) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in, BUFFER_BYTES);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
    };
  }

  private static final class LevelledGzip extends GZIPOutputStream {
    LevelledGzip(OutputStream out, int level) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(level);
      def.setStrategy(Deflater.DEFAULT_STRATEGY);
    }
  }
}
