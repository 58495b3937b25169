package io.keelson.e2e.watch;

import io.keelson.proto.mvccpb.Event;
import java.util.List;

/** Where two sequences part. */
final class WatchText {
  private static final int LONGEST = 400;

  private WatchText() {}

  /** Empty when they are equal. */
  static String first(List<?> left, List<?> right) {
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      Object a = i < left.size() ? left.get(i) : "nothing";
      Object b = i < right.size() ? right.get(i) : "nothing";
      if (!a.equals(b)) {
        return "at %d of %d and %d%n  left:  %s%n  right: %s"
            .formatted(i, left.size(), right.size(), brief(a), brief(b));
      }
    }
    return "";
  }

  static List<Event> withoutPrevious(List<Event> events) {
    return events.stream().map(e -> e.toBuilder().clearPrevKv().build()).toList();
  }

  private static String brief(Object item) {
    String text = item.toString().replaceAll("\\s+", " ");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
