package io.keelson.node.config;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and booleans in the spellings that Go's flag package accepts. */
final class GoNumber {
  static final String SYNTAX = "parse error";
  static final String RANGE = "value out of range";

  private static final Pattern INTEGER =
      Pattern.compile(
          "([+-]?)(?:(?<hex>0[xX](?:_?[0-9a-fA-F])+)|(?<bin>0[bB](?:_?[01])+)"
              + "|(?<oct>0[oO]?(?:_?[0-7])+)|(?<dec>0|[1-9](?:_?[0-9])*))");
  private static final int LENGTH_MAX = 100;
  private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

  private GoNumber() {}

  static Optional<Boolean> parseBoolean(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** A signed 64-bit integer. */
  static long parseSigned(String text) throws BadValueException {
    BigInteger value = parse(text);
    if (value.compareTo(LONG_MIN) < 0 || value.compareTo(LONG_MAX) > 0) {
      throw new BadValueException(RANGE);
    }
    return value.longValue();
  }

  /** An unsigned 64-bit integer; what does not fit a long becomes the largest long. */
  static long parseUnsigned(String text) throws BadValueException {
    if (text.startsWith("+") || text.startsWith("-")) {
      throw new BadValueException(SYNTAX);
    }
    BigInteger value = parse(text);
    if (value.compareTo(UINT64_MAX) > 0) {
      throw new BadValueException(RANGE);
    }
    return value.min(LONG_MAX).longValue();
  }

  private static BigInteger parse(String text) throws BadValueException {
    Matcher matcher = INTEGER.matcher(text.length() > LENGTH_MAX ? digitsHead(text) : text);
    if (!matcher.matches()) {
      throw new BadValueException(SYNTAX);
    }
    if (text.length() > LENGTH_MAX) {
      throw new BadValueException(RANGE);
    }
    String digits = text.replace("_", "");
    BigInteger magnitude;
    if (matcher.group("hex") != null) {
      magnitude = new BigInteger(digits.replaceFirst("^[+-]?0[xX]", ""), 16);
    } else if (matcher.group("bin") != null) {
      magnitude = new BigInteger(digits.replaceFirst("^[+-]?0[bB]", ""), 2);
    } else if (matcher.group("oct") != null) {
      magnitude = new BigInteger(digits.replaceFirst("^[+-]?0[oO]?", ""), 8);
    } else {
      magnitude = new BigInteger(digits.replaceFirst("^[+-]", ""));
    }
    return digits.startsWith("-") ? magnitude.negate() : magnitude;
  }

  private static String digitsHead(String text) {
    return text.substring(0, LENGTH_MAX);
  }
}
