package io.keelson.e2e.diff;

import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.MissingProgramException;
import io.keelson.e2e.process.Reference;

/**
 * One comparison with its report. Properties: {@code seed}, {@code ops}, {@code keys}, {@code
 * hashes}, {@code leases}, {@code mismatches} (stop after so many); {@code left} and {@code right}:
 * {@code ours} or a version of the reference. {@code -Dright=3.7} checks the harness itself.
 */
public final class DifferentialMain {
  private DifferentialMain() {}

  public static void main(String[] arguments) throws MissingProgramException {
    Options options = Options.fromProperties(1, 20_000);
    try (EtcdProcess left = server(System.getProperty("left", "3.7")).start();
        EtcdProcess right = server(System.getProperty("right", "ours")).start()) {
      Report report = Differential.run(options, left, right);
      IO.println(report.coverage());
      IO.println(left.label() + " and " + right.label() + ", " + report.summary());
      if (!report.mismatches().isEmpty()) {
        report.mismatches().forEach(IO::println);
        throw new IllegalStateException(report.mismatches().size() + " mismatches, see above");
      }
    }
  }

  static EtcdProcess.Spec server(String name) throws MissingProgramException {
    EtcdProcess.Spec spec =
        name.equals("ours") ? EtcdProcess.ours() : EtcdProcess.of(Reference.of(name));
    return spec.flag("unsafe-no-fsync", "true");
  }
}
