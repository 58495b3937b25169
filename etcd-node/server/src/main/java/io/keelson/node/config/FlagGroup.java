package io.keelson.node.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A titled part of the flag table. Filled while the class that holds it is loaded, then read. */
final class FlagGroup {
  private final String title;
  private final List<Flag<?>> flags = new ArrayList<>();

  FlagGroup(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  List<Flag<?>> flags() {
    return Collections.unmodifiableList(flags);
  }

  Flag<String> text(String name, String defaultValue, String description) {
    return add(Flag.of(name, FlagKind.STRING, defaultValue, defaultValue, description));
  }

  /** Text with a default that is worked out later. */
  Flag<String> text(String name, String defaultValue, String shownDefault, String description) {
    return add(Flag.of(name, FlagKind.STRING, defaultValue, shownDefault, description));
  }

  Flag<Boolean> bool(String name, boolean defaultValue, String description) {
    return bool(name, name, defaultValue, description);
  }

  Flag<Boolean> bool(String name, String filePath, boolean defaultValue, String description) {
    return add(
        Flag.of(name, FlagKind.BOOLEAN, defaultValue, String.valueOf(defaultValue), description)
            .inFile(filePath));
  }

  /** Text that stands elsewhere, or nowhere, in the config file. */
  Flag<String> textAt(String name, String filePath, String description) {
    return add(Flag.of(name, FlagKind.STRING, "", "", description).inFile(filePath));
  }

  Flag<Long> number(String name, FlagKind<Long> kind, long defaultValue, String description) {
    return add(Flag.of(name, kind, defaultValue, String.valueOf(defaultValue), description));
  }

  Flag<Duration> duration(String name, Duration defaultValue, String description) {
    return duration(name, name, defaultValue, description);
  }

  Flag<Duration> duration(String name, String filePath, Duration defaultValue, String description) {
    String shown = GoDuration.format(defaultValue);
    return add(Flag.of(name, FlagKind.DURATION, defaultValue, shown, description).inFile(filePath));
  }

  Flag<UrlList> urls(String name, FlagKind<UrlList> kind, String defaultUrl, String description) {
    return add(Flag.of(name, kind, urlsOf(defaultUrl), defaultUrl, description));
  }

  Flag<TextList> list(
      String name, FlagKind<TextList> kind, String defaultText, String description) {
    return listAt(name, name, kind, defaultText, description);
  }

  Flag<TextList> listAt(
      String name,
      String filePath,
      FlagKind<TextList> kind,
      String defaultText,
      String description) {
    TextList value = defaultText.isEmpty() ? TextList.EMPTY : TextList.split(defaultText);
    return add(Flag.of(name, kind, value, defaultText, description).inFile(filePath));
  }

  <T> Flag<T> add(Flag<T> flag) {
    flags.add(flag);
    return flag;
  }

  private static UrlList urlsOf(String text) {
    try {
      return text.isEmpty() ? UrlList.EMPTY : UrlList.split(text);
    } catch (BadValueException e) {
      throw new IllegalArgumentException("bad default: " + text, e);
    }
  }
}
