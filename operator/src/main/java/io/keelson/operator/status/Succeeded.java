package io.keelson.operator.status;

/** Nothing went wrong in the last pass. */
final class Succeeded {
  private Succeeded() {}

  static Verdict of(Report report) {
    if (report.failures().isEmpty()) {
      return Verdict.yes("Done", "the last pass had no error");
    }
    Report.Failure first = report.failures().getFirst();
    return Verdict.no(first.reason(), first.message());
  }
}
