package io.keelson.node.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the values of a flag are read.
 *
 * @param type class of the values
 * @param flagReader reads the text of a flag or an environment variable
 * @param fileReader reads a node of the config file
 * @param isBoolean whether the flag may stand without a value
 */
record FlagKind<T>(
    Class<T> type, FlagReader<T> flagReader, FileReader<T> fileReader, boolean isBoolean) {

  /** Reads text; {@code current} is the value so far, for flags that accumulate. */
  interface FlagReader<T> {
    T read(String text, T current) throws BadValueException;
  }

  /** Reads a node; {@code current} as above. */
  interface FileReader<T> {
    T read(FileNode node, T current) throws BadValueException;
  }

  static final FlagKind<String> STRING =
      new FlagKind<>(String.class, (text, old) -> text, (node, old) -> node.string(), false);

  static final FlagKind<Boolean> BOOLEAN =
      new FlagKind<>(
          Boolean.class, (text, old) -> readBoolean(text), (node, old) -> node.bool(), true);

  static final FlagKind<Long> INT = signed("int");
  static final FlagKind<Long> INT64 = signed("int64");
  static final FlagKind<Long> UINT = unsigned("uint");
  static final FlagKind<Long> UINT64 = unsigned("uint64");

  static final FlagKind<Long> UINT32 =
      new FlagKind<>(
          Long.class, (text, old) -> readUint32(text), (node, old) -> node.uint32(), false);

  static final FlagKind<Duration> DURATION =
      new FlagKind<>(
          Duration.class, (text, old) -> readDuration(text), (node, old) -> node.nanos(), false);

  static final FlagKind<UrlList> URLS =
      new FlagKind<>(
          UrlList.class, FlagKind::readUrls, (node, old) -> node.inFileForm().urls(old), false);

  /** Like {@link #URLS}; upstream keeps this one in another structure, which its errors name. */
  static final FlagKind<UrlList> CONFIG_URLS =
      new FlagKind<>(UrlList.class, FlagKind::readUrls, (node, old) -> node.urls(old), false);

  /** Values in the order given. */
  static final FlagKind<TextList> LIST =
      new FlagKind<>(
          TextList.class,
          (text, old) -> TextList.split(text),
          (node, old) -> node.strings(),
          false);

  /** Sorted values without repetition. */
  static final FlagKind<TextList> SET =
      new FlagKind<>(
          TextList.class,
          (text, old) -> TextList.split(text).asSet(),
          (node, old) -> node.strings(),
          false);

  /** Like {@link #SET}; one comma-separated text in the config file. */
  static final FlagKind<TextList> JOINED_SET =
      new FlagKind<>(
          TextList.class,
          (text, old) -> TextList.split(text).asSet(),
          (node, old) -> {
            String text = node.inFileForm().string();
            return text.isEmpty() ? old : TextList.split(text).asSet();
          },
          false);

  /** Origins: URLs or {@code *}. */
  static final FlagKind<TextList> ORIGINS =
      new FlagKind<>(
          TextList.class,
          FlagKind::readOrigins,
          (node, old) -> node.inFileForm().origins(old),
          false);

  static final FlagKind<FeatureGates> GATES =
      new FlagKind<>(
          FeatureGates.class,
          (text, old) -> old.merge(text),
          (node, old) -> old.merge(node.inFileForm().string()),
          false);

  /** Accepted with any value, or none, and ignored. */
  static final FlagKind<String> IGNORED =
      new FlagKind<>(String.class, (text, old) -> "", (node, old) -> "", true);

  /** One of a few words. In the config file the word is checked later, with other words. */
  static FlagKind<String> choice(String... words) {
    List<String> choices = List.of(words);
    return new FlagKind<>(
        String.class,
        (text, old) -> {
          if (!choices.contains(text)) {
            throw new BadValueException("invalid value");
          }
          return text;
        },
        (node, old) -> node.string(),
        false);
  }

  /** Some of a few words, separated by commas. */
  static FlagKind<String> choices(String... words) {
    List<String> choices = List.of(words);
    return new FlagKind<>(
        String.class,
        (text, old) -> {
          for (String word : text.split(",", -1)) {
            if (!choices.contains(word)) {
              throw new BadValueException("invalid value " + GoQuote.quote(word));
            }
          }
          return text;
        },
        (node, old) -> node.string(),
        false);
  }

  private static FlagKind<Long> signed(String goType) {
    return new FlagKind<>(
        Long.class,
        (text, old) -> GoNumber.parseSigned(text),
        (node, old) -> node.signed(goType),
        false);
  }

  private static FlagKind<Long> unsigned(String goType) {
    return new FlagKind<>(
        Long.class,
        (text, old) -> GoNumber.parseUnsigned(text),
        (node, old) -> node.unsigned(goType),
        false);
  }

  private static boolean readBoolean(String text) throws BadValueException {
    Optional<Boolean> value = GoNumber.parseBoolean(text);
    if (value.isEmpty()) {
      throw new BadValueException(GoNumber.SYNTAX);
    }
    return value.get();
  }

  private static long readUint32(String text) throws BadValueException {
    try {
      long value = GoNumber.parseUnsigned(text);
      if (value > FileNode.UINT32_MAX) {
        throw new BadValueException(GoNumber.RANGE);
      }
      return value;
    } catch (BadValueException e) {
      String reason = e.text().equals(GoNumber.SYNTAX) ? "invalid syntax" : e.text();
      throw new BadValueException(
          "strconv.ParseUint: parsing " + GoQuote.quote(text) + ": " + reason);
    }
  }

  private static Duration readDuration(String text) throws BadValueException {
    try {
      return GoDuration.parse(text);
    } catch (BadValueException e) {
      throw new BadValueException(GoNumber.SYNTAX);
    }
  }

  /** Empty text leaves the value as it is, but counts as given. */
  private static UrlList readUrls(String text, UrlList current) throws BadValueException {
    return text.isEmpty() ? current : UrlList.split(text).withoutRepetition();
  }

  private static TextList readOrigins(String text, TextList current) throws BadValueException {
    if (text.equals("*")) {
      return current.plus(text);
    }
    return new TextList(EtcdUrl.texts(UrlList.split(text).urls())).asSet();
  }
}
