package io.keelson.e2e.history;

import java.util.ArrayList;
import java.util.List;

/** Whether a watcher was told of every change, once, in order and as it was. */
public final class WatchChecker {
  private WatchChecker() {}

  /**
   * Compares what a watcher was told with what there was to tell.
   *
   * @param told in the order in which it came
   * @param changes what there was to tell, one per revision and ascending
   * @return the first thing that is wrong, or nothing
   */
  public static List<String> check(List<Change> told, List<Change> changes) {
    List<String> defects = new ArrayList<>();
    int common = Math.min(told.size(), changes.size());
    for (int i = 0; i < common && defects.isEmpty(); i++) {
      if (!told.get(i).equals(changes.get(i))) {
        long before = i == 0 ? 0 : told.get(i - 1).revision();
        String kind =
            told.get(i).revision() <= before
                ? "twice or late"
                : told.get(i).revision() > changes.get(i).revision() ? "left out" : "not so";
        defects.add("%s: told of %s, was %s".formatted(kind, told.get(i), changes.get(i)));
      }
    }
    if (defects.isEmpty() && told.size() < changes.size()) {
      defects.add("never told of " + changes.get(common));
    }
    if (defects.isEmpty() && told.size() > changes.size()) {
      defects.add("told of what was not: " + told.get(common));
    }
    return defects;
  }
}
