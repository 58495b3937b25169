package io.keelson.node.bolt;

import java.util.HexFormat;

/** Files written down byte by byte; what is not told is zero. */
final class Vectors {
  private static final String TINY =
      """
      000000  00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00
      000010  ed da 0c ed 02 00 00 00 00 10 00 00 00 00 00 00
      000020  04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      000030  ff ff ff ff ff ff ff ff 05 00 00 00 00 00 00 00
      000040  02 00 00 00 00 00 00 00 80 75 b1 71 d1 99 76 29
      001000  01 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00
      001010  ed da 0c ed 02 00 00 00 00 10 00 00 00 00 00 00
      001020  04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      001030  ff ff ff ff ff ff ff ff 05 00 00 00 00 00 00 00
      001040  01 00 00 00 00 00 00 00 e3 53 7f 92 ec ee 66 86
      002000  02 00 00 00 00 00 00 00 02 00 01 00 00 00 00 00
      002010  00 00 00 00 10 00 00 00 11 00 00 00 10 00 00 00
      002020  00 00 00 00 00 00 00 02 5f 00 00 00 00 00 00 00
      002030  00 0a 03 66 6f 6f 10 02 18 02 20 01 2a 03 62 61
      002040  72
      003000  03 00 00 00 00 00 00 00 02 00 02 00 00 00 00 00
      003010  00 00 00 00 20 00 00 00 10 00 00 00 08 00 00 00
      003020  00 00 00 00 28 00 00 00 04 00 00 00 08 00 00 00
      003030  63 6f 6e 73 69 73 74 65 6e 74 5f 69 6e 64 65 78
      003040  00 00 00 00 00 00 00 04 74 65 72 6d 00 00 00 00
      003050  00 00 00 02
      004000  04 00 00 00 00 00 00 00 02 00 02 00 00 00 00 00
      004010  01 00 00 00 20 00 00 00 03 00 00 00 10 00 00 00
      004020  01 00 00 00 23 00 00 00 04 00 00 00 10 00 00 00
      004030  6b 65 79 02 00 00 00 00 00 00 00 00 00 00 00 00
      004040  00 00 00 6d 65 74 61 03
      """;

  private Vectors() {}

  /** Buckets {@code key} with one row and {@code meta} with two, in five pages of 4096 bytes. */
  static byte[] tiny() {
    byte[] file = new byte[5 * 4096];
    for (String line : TINY.lines().toList()) {
      int offset = Integer.parseInt(line.substring(0, 6), 16);
      byte[] row = HexFormat.ofDelimiter(" ").parseHex(line.substring(8).strip());
      System.arraycopy(row, 0, file, offset, row.length);
    }
    return file;
  }
}
