package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The tables of a run as Markdown, and every window as CSV. */
final class Report {
  private static final double STOLEN_MAX = 0.05;
  private static final double OTHER_MAX = 0.10;
  private static final double IDLE_MAX = 0.02;

  private final List<String> header;
  private final String ours;
  private final String theirs;
  private final List<String> steadyRows = new ArrayList<>();
  private final List<Figure> courses = new ArrayList<>();
  private final List<String> goalRows = new ArrayList<>();
  private final List<String> csv = new ArrayList<>();

  Report(List<String> header, String ours, String theirs) {
    this.header = header;
    this.ours = ours;
    this.theirs = theirs;
    header.forEach(line -> csv.add("# " + line));
    csv.add(
        "shape,pair,server,ops,seconds,ops_per_s,server_us_per_op,p50_ms,p99_ms,p999_ms,"
            + "switches_per_op,rss_mb,client_us_per_op,stolen,other,idle,failures");
  }

  void addSteady(
      String shape, List<Window> ourWindows, List<Window> theirWindows, List<Goal> goals) {
    List<Window> all = new ArrayList<>(ourWindows);
    all.addAll(theirWindows);
    Figure cpu = lower(shape, Goal.CPU, Window::serverMicrosPerOp, ourWindows, theirWindows);
    Figure rate =
        figure(shape, Better.HIGHER, it -> it.count().perSecond(), ourWindows, theirWindows);
    Figure p99 = lower(shape, Goal.P99, it -> it.count().millisAt(99), ourWindows, theirWindows);
    steadyRows.add(
        String.join(
            " | ",
            "| " + shape,
            both(cpu, "%.1f"),
            cpu.ratio(),
            both(rate, "%.0f"),
            rate.ratio(),
            both(percentile(50, ourWindows, theirWindows), "%.2f"),
            both(p99, "%.2f"),
            p99.ratio(),
            both(percentile(99.9, ourWindows, theirWindows), "%.1f"),
            both(
                figure(shape, Better.LOWER, Window::switchesPerOp, ourWindows, theirWindows),
                "%.2f"),
            both(
                figure(shape, Better.LOWER, Window::residentMegabytes, ourWindows, theirWindows),
                "%.0f"),
            both(
                figure(shape, Better.LOWER, Window::clientMicrosPerOp, ourWindows, theirWindows),
                "%.1f"),
            remarks(all) + " |"));
    if (all.stream().allMatch(window -> window.events().events() > 0)) {
      addCourse(eventFigures(shape, ourWindows, theirWindows), List.of());
    }
    judge(List.of(cpu, p99), goals);
    for (int pair = 0; pair < ourWindows.size(); pair++) {
      csv.add(line(shape, pair, ours, ourWindows.get(pair)));
      csv.add(line(shape, pair, theirs, theirWindows.get(pair)));
    }
  }

  private static List<Figure> eventFigures(
      String shape, List<Window> ourWindows, List<Window> theirWindows) {
    return List.of(
        lower(shape, "server µs/event", Window::serverMicrosPerEvent, ourWindows, theirWindows),
        lower(shape, "event p50 ms", it -> it.events().millisAt(50), ourWindows, theirWindows),
        lower(shape, "event p99 ms", it -> it.events().millisAt(99), ourWindows, theirWindows));
  }

  private static Figure lower(
      String shape,
      String measure,
      ToDoubleFunction<Window> value,
      List<Window> ourWindows,
      List<Window> theirWindows) {
    return new Figure(
        shape, measure, Better.LOWER, each(value, ourWindows), each(value, theirWindows));
  }

  void addCourse(List<Figure> figures, List<Goal> goals) {
    courses.addAll(figures);
    judge(figures, goals);
    for (Figure figure : figures) {
      for (int pair = 0; pair < figure.ours().size(); pair++) {
        csv.add(
            "# %s,%d,%s,%s=%.3f,%s=%.3f"
                .formatted(
                    figure.shape(),
                    pair + 1,
                    figure.measure(),
                    ours,
                    figure.ours().get(pair),
                    theirs,
                    figure.theirs().get(pair)));
      }
    }
  }

  private void judge(List<Figure> figures, List<Goal> goals) {
    for (Goal goal : goals) {
      Figure figure =
          figures.stream()
              .filter(it -> it.measure().equals(goal.measure()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("not measured: " + goal.measure()));
      goalRows.add(goal.row(figure));
    }
  }

  List<String> csv() {
    return csv;
  }

  String text() {
    List<String> lines = new ArrayList<>(header);
    lines.add(
        "figures: medians of the windows, %s / %s; ratios: how many times better %s is, median (range) of the pairs"
            .formatted(ours, theirs, ours));
    if (!steadyRows.isEmpty()) {
      lines.add("");
      lines.add(
          "| shape | server CPU µs/op | ratio | ops/s | ratio | p50 ms | p99 ms | ratio | p99.9 ms | switches/op | RSS MB | client CPU µs/op | remarks |");
      lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
      lines.addAll(steadyRows);
    }
    if (!courses.isEmpty()) {
      lines.add("");
      lines.add("| shape | measure | %s / %s | ratio |".formatted(ours, theirs));
      lines.add("|---|---|---|---|");
      for (Figure figure : courses) {
        lines.add(
            "| %s | %s | %s | %s |"
                .formatted(figure.shape(), figure.measure(), both(figure, "%.2f"), figure.ratio()));
      }
    }
    if (!goalRows.isEmpty()) {
      lines.add("");
      lines.add("| shape | goal of %s | reached | |".formatted(ours));
      lines.add("|---|---|---|---|");
      lines.addAll(goalRows);
    }
    return String.join("\n", lines);
  }

  private static Figure figure(
      String measure,
      Better better,
      ToDoubleFunction<Window> value,
      List<Window> ourWindows,
      List<Window> theirWindows) {
    return new Figure("", measure, better, each(value, ourWindows), each(value, theirWindows));
  }

  private static Figure percentile(
      double percentile, List<Window> ourWindows, List<Window> theirWindows) {
    return figure(
        "latency",
        Better.LOWER,
        window -> window.count().millisAt(percentile),
        ourWindows,
        theirWindows);
  }

  private static List<Double> each(ToDoubleFunction<Window> value, List<Window> windows) {
    return windows.stream().mapToDouble(value).boxed().toList();
  }

  private static String both(Figure figure, String format) {
    return String.format(
        Locale.ROOT, format + " / " + format, figure.oursMedian(), figure.theirsMedian());
  }

  /** What makes a window doubtful; nothing is thrown away. */
  private static String remarks(List<Window> windows) {
    List<String> remarks = new ArrayList<>();
    count(remarks, windows, Window::stolenShare, STOLEN_MAX, "stolen > 5 %");
    count(remarks, windows, Window::otherShare, OTHER_MAX, "other processes > 10 %");
    count(remarks, windows, Window::idleShare, IDLE_MAX, "idle server > 2 % of a core");
    count(remarks, windows, window -> window.hasLeaderMoved() ? 1 : 0, 0, "the leader moved");
    count(remarks, windows, window -> window.count().trouble().failures(), 0, "failed requests");
    count(remarks, windows, window -> window.count().trouble().arrears(), 0, "behind the rate");
    return remarks.isEmpty() ? "clean" : String.join("; ", remarks);
  }

  private static void count(
      List<String> remarks,
      List<Window> windows,
      ToDoubleFunction<Window> value,
      double limit,
      String name) {
    long above = windows.stream().filter(it -> value.applyAsDouble(it) > limit).count();
    if (above > 0) {
      remarks.add("%d of %d windows: %s".formatted(above, windows.size(), name));
    }
  }

  private static String line(String shape, int pair, String server, Window window) {
    return "%s,%d,%s,%d,%.3f,%.1f,%.2f,%.3f,%.3f,%.3f,%.3f,%.1f,%.2f,%.3f,%.3f,%.3f,%d"
        .formatted(
            shape,
            pair + 1,
            server,
            window.count().completed(),
            window.count().seconds(),
            window.count().perSecond(),
            window.serverMicrosPerOp(),
            window.count().millisAt(50),
            window.count().millisAt(99),
            window.count().millisAt(99.9),
            window.switchesPerOp(),
            window.residentMegabytes(),
            window.clientMicrosPerOp(),
            window.stolenShare(),
            window.otherShare(),
            window.idleShare(),
            window.count().trouble().failures());
  }
}
