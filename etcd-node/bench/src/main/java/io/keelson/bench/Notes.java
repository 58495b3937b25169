package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the courses of one shape showed of one server, in the order of the first mention. */
final class Notes {
  private final String shape;
  private final String label;
  private final Map<String, Better> measures = new LinkedHashMap<>();
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  Notes(String shape, String label) {
    this.shape = shape;
    this.label = label;
  }

  void add(String measure, Better better, double value) {
    measures.put(measure, better);
    values.computeIfAbsent(measure, _ -> new ArrayList<>()).add(value);
    System.err.printf(Locale.ROOT, "%s %s: %.2f %s%n", shape, label, value, measure);
  }

  /** These notes of ours beside those of the other server, which must be of the same measures. */
  List<Figure> against(Notes theirs) {
    List<Figure> figures = new ArrayList<>();
    measures.forEach(
        (measure, better) ->
            figures.add(new Figure(shape, measure, better, of(measure), theirs.of(measure))));
    return figures;
  }

  private List<Double> of(String measure) {
    return values.getOrDefault(measure, List.of());
  }
}
