package io.keelson.node.peer;

import java.util.Locale;

/** Sizes for people, in powers of a thousand as upstream's log lines have them. */
final class SizeText {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private SizeText() {}

  /** A size such as {@code 25 kB} or {@code 1.2 MB}. */
  static String of(long bytes) {
    if (bytes < 10) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    value = Math.floor(value * 10 + 0.5) / 10;
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }
}
