package io.keelson.node.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A value in the config file and where it stands. The accessors refuse values of another type with
 * the words of upstream's decoder.
 *
 * @param value string, boolean, number, list or map; never null
 * @param section where it stands
 * @param key its key there
 * @param holder the part of upstream's structure that its error messages name
 */
record FileNode(Object value, FileSection section, String key, String holder) {
  static final long UINT32_MAX = 0xffff_ffffL;
  static final String MISMATCH = "json: cannot unmarshal ";

  private static final String FILE_FORM = "configJSON";
  private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

  FileNode(Object value, FileSection section, String key) {
    this(value, section, key, section.holder());
  }

  FileNode inFileForm() {
    return new FileNode(value, section, key, FILE_FORM);
  }

  String string() throws BadValueException {
    return string(value);
  }

  boolean bool() throws BadValueException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw mismatch(kindOf(value), "bool");
  }

  long signed(String goType) throws BadValueException {
    return integer(goType, LONG_MIN, LONG_MAX);
  }

  /** What does not fit a long becomes the largest long. */
  long unsigned(String goType) throws BadValueException {
    return integer(goType, BigInteger.ZERO, UINT64_MAX);
  }

  long uint32() throws BadValueException {
    return integer("uint32", BigInteger.ZERO, BigInteger.valueOf(UINT32_MAX));
  }

  Duration nanos() throws BadValueException {
    return Duration.ofNanos(integer("time.Duration", LONG_MIN, LONG_MAX));
  }

  TextList strings() throws BadValueException {
    if (!(value instanceof List<?> list)) {
      throw mismatch(kindOf(value), "[]string");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : list) {
      texts.add(item == null ? "" : string(item));
    }
    return new TextList(texts);
  }

  UrlList urls(UrlList current) throws BadValueException {
    String text = string();
    return text.isEmpty() ? current : UrlList.split(text);
  }

  TextList origins(TextList current) throws BadValueException {
    String text = string();
    return text.isEmpty() ? current : FlagKind.ORIGINS.flagReader().read(text, TextList.EMPTY);
  }

  /** The refusal of a value that is no map where {@code inner} should start. */
  BadValueException notA(FileSection inner) {
    return new FileNode(value, section, key, inner.holder())
        .mismatch(kindOf(value), inner.goType());
  }

  private String string(Object item) throws BadValueException {
    if (item instanceof String text) {
      return text;
    }
    throw mismatch(kindOf(item), "string");
  }

  private long integer(String goType, BigInteger min, BigInteger max) throws BadValueException {
    if (!(value instanceof Number number)) {
      throw mismatch(kindOf(value), goType);
    }
    if (number instanceof Double real && (real.isNaN() || real.isInfinite())) {
      throw mismatch("number " + real, goType);
    }
    BigDecimal exact =
        number instanceof Double real
            ? BigDecimal.valueOf(real)
            : new BigDecimal(number.toString());
    // Written out only when it is short: the exponent is the operator's.
    boolean isShort = exact.scale() > -400 && exact.precision() < 400;
    BigDecimal whole = isShort ? exact.stripTrailingZeros() : exact;
    if (!isShort || whole.scale() > 0) {
      throw mismatch("number " + (isShort ? whole.toPlainString() : whole.toString()), goType);
    }
    BigInteger integer = whole.toBigIntegerExact();
    if (integer.compareTo(min) < 0 || integer.compareTo(max) > 0) {
      throw mismatch("number " + integer, goType);
    }
    return integer.min(LONG_MAX).longValue();
  }

  private BadValueException mismatch(String found, String goType) {
    return new BadValueException(
        MISMATCH + found + " into Go struct field " + fieldName() + " of type " + goType);
  }

  private String fieldName() {
    return section.structure() + "." + holder + "." + section.prefix() + key;
  }

  static String kindOf(Object value) {
    return switch (value) {
      case Boolean b -> "bool";
      case Number n -> "number";
      case List<?> l -> "array";
      case Map<?, ?> m -> "object";
      default -> "string";
    };
  }
}
