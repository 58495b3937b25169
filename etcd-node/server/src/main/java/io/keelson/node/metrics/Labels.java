package io.keelson.node.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The label names of a family, and the order in which they are written: by name, whatever the order
 * in which they were declared.
 */
final class Labels {
  private final List<String> names;
  private final int[] writtenOrder;

  Labels(List<String> names) {
    this.names = List.copyOf(names);
    List<String> sorted = new ArrayList<>(this.names);
    Collections.sort(sorted);
    writtenOrder = new int[sorted.size()];
    for (int i = 0; i < writtenOrder.length; i++) {
      writtenOrder[i] = this.names.indexOf(sorted.get(i));
    }
  }

  int count() {
    return names.size();
  }

  /** The label names in the order in which they are written. */
  List<String> written() {
    return arranged(names);
  }

  /** Values in declared order, put into written order. */
  List<String> arranged(List<String> declared) {
    List<String> result = new ArrayList<>(writtenOrder.length);
    for (int index : writtenOrder) {
      result.add(declared.get(index));
    }
    return result;
  }

  /** The inside of the braces for the given values in declared order; empty without labels. */
  String render(List<String> values) {
    StringBuilder text = new StringBuilder();
    for (int index : writtenOrder) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      text.append(names.get(index)).append("=\"");
      escape(values.get(index), text);
      text.append('"');
    }
    return text.toString();
  }

  private static void escape(String value, StringBuilder text) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }
}
