package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Name of a segment: {@code <sequence>-<first index>.wal}, both as 16 hexadecimal digits.
 *
 * @param sequence ascending by one from segment to segment
 * @param firstIndex index expected for the first entry in it
 */
record SegmentName(long sequence, long firstIndex) {
  private static final String SUFFIX = ".wal";
  private static final int LENGTH = 16 + 1 + 16 + SUFFIX.length();

  /** The name in a text, null if it is not one. */
  static @Nullable SegmentName parse(String text) {
    if (text.length() != LENGTH || text.charAt(16) != '-' || !text.endsWith(SUFFIX)) {
      return null;
    }
    for (int i = 0; i < 33; i++) {
      if (i != 16 && !HexFormat.isHexDigit(text.charAt(i))) {
        return null;
      }
    }
    return new SegmentName(
        HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 17, 33));
  }

  /** The segments in a folder in ascending order; other names are ignored. */
  static List<SegmentName> list(Disk disk, Path directory) throws IOException {
    List<SegmentName> names = new ArrayList<>();
    for (String text : disk.list(directory)) {
      SegmentName name = parse(text);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Position of the segment to start reading from so that nothing after an index is missed: the
   * last one whose first index is not above it; -1 if there is none.
   */
  static int indexOfStart(List<SegmentName> names, long index) {
    for (int i = names.size() - 1; i >= 0; i--) {
      if (Long.compareUnsigned(names.get(i).firstIndex, index) <= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Position from which on the sequence has no gap up to the last segment. */
  static int indexOfUnbroken(List<SegmentName> names) {
    int start = names.size() - 1;
    while (start > 0 && names.get(start - 1).sequence + 1 == names.get(start).sequence) {
      start--;
    }
    return start;
  }

  Path in(Path directory) {
    return directory.resolve(toString());
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(sequence) + "-" + hex.toHexDigits(firstIndex) + SUFFIX;
  }
}
