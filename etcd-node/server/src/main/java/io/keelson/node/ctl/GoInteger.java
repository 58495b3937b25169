package io.keelson.node.ctl;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** Whole numbers on the command line, and what Go says of those that are none. */
final class GoInteger {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
  private static final Pattern SIGNED_HEX = Pattern.compile("[+-]?[0-9a-fA-F]+");
  private static final int HEX_DIGITS_MAX = 200;

  private GoInteger() {}

  /** What is wrong with a decimal number of 64 bits, empty for nothing. */
  static String problem(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return problem("ParseInt", text, "invalid syntax");
    }
    return text.length() < 40 && new BigInteger(text).bitLength() < 64
        ? ""
        : problem("ParseInt", text, "value out of range");
  }

  /** A decimal number without a problem. */
  static long parse(String text) {
    return Long.parseLong(text);
  }

  /**
   * An id of a member: up to 64 bits in hexadecimal.
   *
   * @throws NumberFormatException with Go's text
   */
  static long memberId(String text) {
    return hex("ParseUint", HEX, text, 64);
  }

  /**
   * An id of a lease: 63 bits and a sign in hexadecimal.
   *
   * @throws NumberFormatException with Go's text
   */
  static long leaseId(String text) {
    return hex("ParseInt", SIGNED_HEX, text, 63);
  }

  private static long hex(String function, Pattern form, String text, int bits) {
    if (!form.matcher(text).matches()) {
      throw new NumberFormatException(problem(function, text, "invalid syntax"));
    }
    if (text.length() > HEX_DIGITS_MAX || new BigInteger(text, 16).bitLength() > bits) {
      throw new NumberFormatException(problem(function, text, "value out of range"));
    }
    return new BigInteger(text, 16).longValue();
  }

  private static String problem(String function, String text, String what) {
    return "strconv.%s: parsing \"%s\": %s".formatted(function, text, what);
  }
}
