package io.keelson.e2e.operator;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One document of a case file: a spec to create, perhaps changes of it (null removes a field), and
 * what the last of these is refused with, or nothing where it is to be accepted.
 *
 * @param object the name of the object
 */
record ValidationCase(
    String name,
    String kind,
    String object,
    Map<String, Object> create,
    @Nullable Map<String, Object> update,
    @Nullable String refused) {
  private static final Path FOLDER = Path.of("src/test/resources/operator/validation");

  static List<ValidationCase> all() throws IOException {
    List<ValidationCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        for (String document : Files.readString(file).split("(?m)^---$", -1)) {
          cases.add(read(file.getFileName() + ": ", document));
        }
      }
    }
    return cases;
  }

  @SuppressWarnings("unchecked")
  private static ValidationCase read(String file, String document) {
    Map<String, Object> fields = Serialization.unmarshal(document, LinkedHashMap.class);
    for (String field : fields.keySet()) {
      if (!List.of("case", "kind", "object", "create", "update", "refused").contains(field)) {
        throw new IllegalArgumentException(file + "no field " + field + " in a case");
      }
    }
    return new ValidationCase(
        file + text(fields, "case", null),
        text(fields, "kind", "EtcdCluster"),
        text(fields, "object", "a"),
        (Map<String, Object>) fields.getOrDefault("create", Map.of()),
        (Map<String, Object>) fields.get("update"),
        (String) fields.get("refused"));
  }

  private static String text(Map<String, Object> fields, String name, @Nullable String otherwise) {
    Object value = fields.get(name);
    if (value instanceof String text) {
      return text;
    }
    if (otherwise == null) {
      throw new IllegalArgumentException("a case needs the field " + name + ": " + fields);
    }
    return otherwise;
  }

  /** A JSON merge patch. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> patch) {
    Map<String, Object> merged = new LinkedHashMap<>(base);
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            merged.remove(key);
          } else if (value instanceof Map<?, ?> inner) {
            Map<String, Object> old =
                merged.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
            merged.put(key, merge(old, (Map<String, Object>) inner));
          } else {
            merged.put(key, value);
          }
        });
    return merged;
  }

  @Override
  public String toString() {
    return name;
  }
}
