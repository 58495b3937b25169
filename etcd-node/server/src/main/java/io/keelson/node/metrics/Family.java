package io.keelson.node.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * All cells of one metric name. A cell comes into being when it is first asked for, and a family
 * without cells is not exported at all. Hot callers keep the cell instead of asking each time.
 */
public final class Family<M extends Metric> {
  private static final Comparator<Cell<?>> BY_WRITTEN_VALUES =
      (a, b) -> {
        for (int i = 0; i < a.sortedBy().size(); i++) {
          int order = a.sortedBy().get(i).compareTo(b.sortedBy().get(i));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  private final String name;
  private final String help;
  private final MetricType type;
  private final Labels labels;
  private final Supplier<M> factory;
  private final ConcurrentMap<List<String>, Cell<M>> cells = new ConcurrentHashMap<>();

  Family(Description description, Supplier<M> factory) {
    this.name = description.name();
    this.help = description.help();
    this.type = description.type();
    this.labels = new Labels(description.labelNames());
    this.factory = factory;
  }

  /** The cell for the given label values, in the order in which the labels were declared. */
  public M with(String... values) {
    List<String> key = Arrays.asList(values);
    Cell<M> found = cells.get(key);
    return found != null ? found.metric() : create(values);
  }

  /** Forgets the cell for the given label values, if there is one. */
  public void remove(String... values) {
    cells.remove(Arrays.asList(values));
  }

  /** Forgets all cells. */
  public void clear() {
    cells.clear();
  }

  private M create(String... values) {
    if (values.length != labels.count()) {
      throw new IllegalArgumentException(
          name + " has " + labels.count() + " labels, not " + values.length);
    }
    List<String> key = List.of(values);
    return cells
        .computeIfAbsent(key, k -> new Cell<>(labels.render(k), labels.arranged(k), factory.get()))
        .metric();
  }

  String name() {
    return name;
  }

  String help() {
    return help;
  }

  MetricType type() {
    return type;
  }

  List<String> labelNames() {
    return labels.written();
  }

  /** The cells in the order in which they are written. */
  List<Cell<M>> sorted() {
    List<Cell<M>> sorted = new ArrayList<>(cells.values());
    sorted.sort(BY_WRITTEN_VALUES);
    return sorted;
  }

  /** What is said about a family before its samples. */
  record Description(MetricType type, String name, String help, List<String> labelNames) {}

  /** One cell with its labels, rendered once. */
  record Cell<M extends Metric>(String labels, List<String> sortedBy, M metric) {}
}
