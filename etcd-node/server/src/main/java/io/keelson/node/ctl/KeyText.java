package io.keelson.node.ctl;

import com.google.protobuf.ByteString;
import io.keelson.proto.mvccpb.KeyValue;
import java.io.PrintStream;
import java.util.HexFormat;

/** Keys and values as lines of their own. */
final class KeyText {
  private static final HexFormat HEX = HexFormat.of().withPrefix("\\x");

  private KeyText() {}

  static void print(PrintStream out, KeyValue pair, boolean isHex, boolean isValueOnly) {
    if (!isValueOnly) {
      line(out, pair.getKey(), isHex);
    }
    line(out, pair.getValue(), isHex);
  }

  /** The bytes as they are: they need not be text. */
  private static void line(PrintStream out, ByteString bytes, boolean isHex) {
    if (isHex) {
      out.println(HEX.formatHex(bytes.toByteArray()));
    } else {
      out.writeBytes(bytes.toByteArray());
      out.write('\n');
    }
  }
}
