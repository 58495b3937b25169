package io.keelson.node.tool;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.restore.SnapshotConversion;
import io.keelson.node.restore.SnapshotFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code snapshot convert}, which upstream does not have. */
final class ConvertCommand implements ToolCommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            "convert",
            "convert --target-version X.Y <filename> <output filename> [flags]",
            "Copies a snapshot so that an older etcd can be restored from it");
    spec.addOption(
        Flags.text(
            "--target-version",
            "",
            "Version to convert to, one of " + String.join(", ", SnapshotConversion.TARGETS)));
    spec.addOption(
        Flags.flag(
            "--skip-hash-check",
            "Ignore snapshot integrity hash value (required if copied from data directory)"));
    return Flags.withFiles(spec);
  }

  @Override
  public void run(ParseResult arguments, PrintStream out) throws ToolException, IOException {
    List<String> files = Flags.files(arguments);
    if (files.size() != 2) {
      throw new ToolException(
          ToolException.EXIT_BAD_ARGUMENTS, "snapshot convert requires exactly two arguments");
    }
    String target = Flags.text(arguments, "--target-version");
    if (!SnapshotConversion.TARGETS.contains(target)) {
      throw new ToolException(
          ToolException.EXIT_BAD_ARGUMENTS,
          "--target-version must be one of " + String.join(", ", SnapshotConversion.TARGETS));
    }
    Path input = Path.of(files.getFirst());
    Problems.requireFile(input);
    boolean isHashSkipped = Flags.isSet(arguments, "--skip-hash-check");
    try (BoltFile file = SnapshotFile.open(input, isHashSkipped)) {
      SnapshotConversion.run(
          new RealDisk(), file, target, Path.of(files.getLast()).toAbsolutePath());
    }
  }
}
