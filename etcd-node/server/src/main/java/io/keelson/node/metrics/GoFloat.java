package io.keelson.node.metrics;

/**
 * Floating point numbers as Go prints them with {@code strconv.FormatFloat(v, 'g', -1, 64)}: the
 * shortest digits that read back as the same number, with an exponent from a million up and below
 * one ten-thousandth.
 */
final class GoFloat {
  private static final int PLAIN_INTEGER_LIMIT = 1_000_000;
  private static final int EXPONENT_MIN = -4;
  private static final int EXPONENT_LIMIT = 6;

  private GoFloat() {}

  static String format(double value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  static void append(StringBuilder text, double value) {
    if (Double.isNaN(value)) {
      text.append("NaN");
    } else if (Double.isInfinite(value)) {
      text.append(value > 0 ? "+Inf" : "-Inf");
    } else if (Math.abs(value) < PLAIN_INTEGER_LIMIT && value == Math.rint(value)) {
      text.append((int) value);
    } else {
      appendShortest(text, value);
    }
  }

  /** Takes the digits from Java's own shortest form and places point and exponent as Go does. */
  private static void appendShortest(StringBuilder text, double value) {
    String java = Double.toString(Math.abs(value));
    int mark = java.indexOf('E');
    String mantissa = mark < 0 ? java : java.substring(0, mark);
    int exponent = mark < 0 ? 0 : Integer.parseInt(java, mark + 1, java.length(), 10);
    int point = mantissa.indexOf('.');
    String all = mantissa.substring(0, point) + mantissa.substring(point + 1);
    int from = 0;
    while (from < all.length() - 1 && all.charAt(from) == '0') {
      from++;
    }
    int to = all.length();
    while (to > from + 1 && all.charAt(to - 1) == '0') {
      to--;
    }
    String digits = all.substring(from, to);
    int scientific = exponent + point - from - 1;
    if (value < 0) {
      text.append('-');
    }
    if (scientific < EXPONENT_MIN || scientific >= EXPONENT_LIMIT) {
      appendScientific(text, digits, scientific);
    } else {
      appendPlain(text, digits, scientific);
    }
  }

  private static void appendScientific(StringBuilder text, String digits, int exponent) {
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    if (size < 10) {
      text.append('0');
    }
    text.append(size);
  }

  private static void appendPlain(StringBuilder text, String digits, int exponent) {
    if (exponent < 0) {
      text.append("0.").repeat('0', -exponent - 1).append(digits);
      return;
    }
    int whole = exponent + 1;
    if (digits.length() <= whole) {
      text.append(digits).repeat('0', whole - digits.length());
    } else {
      text.append(digits, 0, whole).append('.').append(digits, whole, digits.length());
    }
  }
}
