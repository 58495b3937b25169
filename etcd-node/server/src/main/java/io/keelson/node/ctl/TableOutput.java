package io.keelson.node.ctl;

import io.keelson.proto.etcdserverpb.MemberListResponse;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code table}: members and endpoints in frames. */
final class TableOutput extends Output {
  TableOutput(PrintStream out) {
    super("table", out);
  }

  @Override
  void memberList(MemberListResponse answer) {
    print(EndpointAnswers.MEMBER_HEADINGS, EndpointAnswers.members(answer));
  }

  @Override
  void health(List<EndpointAnswers.Health> answers) {
    print(EndpointAnswers.HEALTH_HEADINGS, EndpointAnswers.health(answers));
  }

  @Override
  void status(List<EndpointAnswers.Status> answers) {
    print(EndpointAnswers.STATUS_HEADINGS, EndpointAnswers.status(answers));
  }

  @Override
  void hashes(List<EndpointAnswers.Hash> answers) {
    print(EndpointAnswers.HASH_HEADINGS, EndpointAnswers.hashes(answers));
  }

  private void print(List<String> headings, List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < headings.size(); column++) {
      int width = columns(headings.get(column));
      for (List<String> row : rows) {
        width = Math.max(width, columns(row.get(column)));
      }
      widths.add(width + 2);
    }
    out.println(frame(widths, "┌", "┬", "┐"));
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < headings.size(); column++) {
      cells.add(centred(headings.get(column).toUpperCase(Locale.ROOT), widths.get(column)));
    }
    out.println("│" + String.join("│", cells) + "│");
    if (!rows.isEmpty()) {
      out.println(frame(widths, "├", "┼", "┤"));
    }
    for (List<String> row : rows) {
      cells.clear();
      for (int column = 0; column < row.size(); column++) {
        String text = row.get(column);
        cells.add(" ".repeat(widths.get(column) - 1 - columns(text)) + text + " ");
      }
      out.println("│" + String.join("│", cells) + "│");
    }
    out.println(frame(widths, "└", "┴", "┘"));
  }

  private static int columns(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String frame(List<Integer> widths, String left, String between, String right) {
    return widths.stream().map("─"::repeat).collect(Collectors.joining(between, left, right));
  }

  private static String centred(String text, int width) {
    int left = (width - columns(text)) / 2;
    return " ".repeat(left) + text + " ".repeat(width - columns(text) - left);
  }
}
