package io.keelson.node.ctl;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words and flags of one command. Flags may stand anywhere before {@code --}; the last of
 * several wins, except that those with many values gather them.
 */
final class Arguments {
  private final List<Flag> known;
  private final Map<String, String> given = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private int wordsBeforeDashes = -1;

  private Arguments(List<Flag> known) {
    this.known = known;
  }

  /**
   * Reads what stands after the names of the commands.
   *
   * @param known all flags of the command
   */
  static Arguments parse(List<Flag> known, List<String> line) throws UsageException {
    var arguments = new Arguments(known);
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (word.equals("--")) {
        arguments.wordsBeforeDashes = arguments.words.size();
        arguments.words.addAll(line.subList(i + 1, line.size()));
        break;
      }
      boolean hasNext = i + 1 < line.size();
      if (arguments.take(word, hasNext, hasNext ? line.get(i + 1) : "")) {
        i++;
      }
    }
    return arguments;
  }

  /** Takes one word, and says whether it took the next with it. */
  private boolean take(String word, boolean hasNext, String next) throws UsageException {
    if (word.startsWith("--")) {
      return longFlag(word, hasNext, next);
    }
    if (word.startsWith("-") && word.length() > 1) {
      return letters(word, hasNext, next);
    }
    words.add(word);
    return false;
  }

  private boolean longFlag(String word, boolean hasNext, String next) throws UsageException {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    if (name.isEmpty() || name.startsWith("-")) {
      throw new UsageException("bad flag syntax: " + word);
    }
    Flag flag = named(known, name).orElseThrow(() -> new UsageException("unknown flag: --" + name));
    String shown = "--" + name;
    if (equals >= 0) {
      set(flag, shown, word.substring(equals + 1));
      return false;
    }
    if (flag.kind() == Flag.Kind.SWITCH) {
      set(flag, shown, "true");
      return false;
    }
    if (!hasNext) {
      throw new UsageException("flag needs an argument: " + shown);
    }
    set(flag, shown, next);
    return true;
  }

  /** One dash and letters, of which the last may have a value. */
  private boolean letters(String word, boolean hasNext, String next) throws UsageException {
    for (int i = 1; i < word.length(); i++) {
      String letter = word.substring(i, i + 1);
      Flag flag =
          known.stream()
              .filter(each -> each.shorthand().equals(letter))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "unknown shorthand flag: '%s' in %s".formatted(letter, word)));
      String shown = "-" + letter + ", --" + flag.name();
      String rest = word.substring(i + 1);
      if (rest.startsWith("=")) {
        set(flag, shown, rest.substring(1));
        return false;
      }
      if (flag.kind() != Flag.Kind.SWITCH) {
        if (rest.isEmpty() && !hasNext) {
          throw new UsageException("flag needs an argument: '%s' in %s".formatted(letter, word));
        }
        set(flag, shown, rest.isEmpty() ? next : rest);
        return rest.isEmpty();
      }
      set(flag, shown, "true");
    }
    return false;
  }

  private void set(Flag flag, String shown, String value) throws UsageException {
    String wrong = wrong(flag, value);
    if (!wrong.isEmpty()) {
      throw new UsageException(
          "invalid argument \"%s\" for \"%s\" flag: %s".formatted(value, shown, wrong));
    }
    boolean isMore = flag.kind() == Flag.Kind.TEXTS && given.containsKey(flag.name());
    given.put(flag.name(), isMore ? given.get(flag.name()) + "," + value : value);
  }

  /** What is wrong with a value, empty for nothing. */
  private static String wrong(Flag flag, String value) {
    return switch (flag.kind()) {
      case TEXT, TEXTS -> "";
      case NUMBER -> GoInteger.problem(value);
      case SWITCH ->
          switchValue(value).isPresent()
              ? ""
              : "strconv.ParseBool: parsing \"%s\": invalid syntax".formatted(value);
      case DURATION -> {
        try {
          GoDuration.parse(value);
          yield "";
        } catch (BadValueException e) {
          yield String.valueOf(e.getMessage());
        }
      }
    };
  }

  private static Optional<Boolean> switchValue(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static Optional<Flag> named(List<Flag> flags, String name) {
    return flags.stream().filter(flag -> flag.name().equals(name)).findFirst();
  }

  /** Sets a flag that was not given; a value that it cannot have leaves it as it is. */
  void setUnlessGiven(Flag flag, String value) {
    if (!isGiven(flag.name()) && wrong(flag, value).isEmpty()) {
      given.put(flag.name(), value);
    }
  }

  boolean isGiven(String name) {
    return given.containsKey(name);
  }

  /** What is neither a flag nor the value of one. */
  List<String> words() {
    return words;
  }

  /** How many words stand before {@code --}, −1 if there is none. */
  int wordsBeforeDashes() {
    return wordsBeforeDashes;
  }

  String text(String name) {
    String value = given.get(name);
    return value != null ? value : named(known, name).orElseThrow().initial();
  }

  List<String> texts(String name) {
    return Arrays.stream(text(name).split(",", -1)).map(String::strip).toList();
  }

  boolean isOn(String name) {
    return switchValue(text(name)).orElse(false);
  }

  long number(String name) {
    return GoInteger.parse(text(name));
  }

  Duration duration(String name) {
    try {
      return GoDuration.parse(text(name));
    } catch (BadValueException e) {
      throw new IllegalStateException("checked before: " + name, e);
    }
  }
}
