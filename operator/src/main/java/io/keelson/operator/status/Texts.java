package io.keelson.operator.status;

/** Values as the status shows them. */
final class Texts {
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti"};

  private Texts() {}

  /** At most so many characters; the schema refuses longer ones. */
  static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max - 1) + "…";
  }

  /** A size with the largest unit that leaves at least two digits, such as {@code 24Mi}. */
  static String bytes(long bytes) {
    int unit = 0;
    long value = bytes;
    while (value >= 10_240 && unit < UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return value + UNITS[unit];
  }

  static String id(long id) {
    return Long.toHexString(id);
  }
}
