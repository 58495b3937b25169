package io.keelson.node.config;

import java.util.Locale;

/** Sizes as upstream logs them: decimal units, one digit after the point below ten. */
public final class HumanBytes {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private HumanBytes() {}

  /** For example {@code 2.1 GB}. */
  public static String format(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1000) {
      size /= 1000;
      unit++;
    }
    double rounded = Math.floor(size * 10 + 0.5) / 10;
    String number =
        rounded < 10 && unit > 0
            ? String.format(Locale.ROOT, "%.1f", rounded)
            : String.valueOf((long) Math.rint(rounded));
    return number + " " + UNITS[unit];
  }
}
