package io.keelson.node.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request. Pairs that Go would drop as malformed are dropped. */
public final class HttpQuery {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private HttpQuery() {}

  /** Reads what stands behind the question mark. */
  public static HttpQuery parse(String raw) {
    var query = new HttpQuery();
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      int equal = pair.indexOf('=');
      Optional<String> name = UrlText.unescapeQuery(equal < 0 ? pair : pair.substring(0, equal));
      Optional<String> value = UrlText.unescapeQuery(equal < 0 ? "" : pair.substring(equal + 1));
      if (name.isPresent() && value.isPresent()) {
        query.values.computeIfAbsent(name.get(), _ -> new ArrayList<>()).add(value.get());
      }
    }
    return query;
  }

  /** Whether a parameter is there, with or without a value. */
  public boolean contains(String name) {
    return values.containsKey(name);
  }

  /** All values of a parameter, in order. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The first value, or empty text. */
  public String first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? "" : all.getFirst();
  }
}
