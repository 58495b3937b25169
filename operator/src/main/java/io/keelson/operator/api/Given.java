package io.keelson.operator.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a compact constructor needs to fill in defaults. */
final class Given {
  private Given() {}

  static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  static <T> List<T> list(@Nullable List<T> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  /** A copy in the order of its keys, so that nothing made from it depends on hash order. */
  static <T> Map<String, T> map(@Nullable Map<String, T> given) {
    return given == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(given));
  }
}
