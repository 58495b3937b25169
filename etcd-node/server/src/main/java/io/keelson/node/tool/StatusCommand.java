package io.keelson.node.tool;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.restore.SnapshotFile;
import io.keelson.node.restore.SnapshotStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code snapshot status}. */
final class StatusCommand implements ToolCommand {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");

  @Override
  public CommandSpec spec() {
    return Flags.withFiles(
        Flags.command(
            "status", "status <filename> [flags]", "Gets backend snapshot status of a given file"));
  }

  @Override
  public void run(ParseResult arguments, PrintStream out) throws ToolException, IOException {
    Path path = Path.of(Flags.file(arguments, "snapshot status"));
    Problems.requireFile(path);
    WriteOut format = WriteOut.of(arguments);
    SnapshotStatus status;
    try (BoltFile file = SnapshotFile.openChecked(path)) {
      status = SnapshotStatus.of(file);
    }
    format.print(
        List.of(
            new WriteOut.Column(
                "hash", "hash", "Hash", status.hash(), Long.toHexString(status.hash())),
            number("revision", "revision", "Revision", status.revision()),
            number("total keys", "totalKey", "Keys", status.totalKey()),
            new WriteOut.Column(
                "total size", "totalSize", "Size", status.totalSize(), size(status.totalSize())),
            new WriteOut.Column(
                "version", "version", "Version", status.version(), status.version())),
        out);
  }

  static WriteOut.Column number(String heading, String json, String field, long value) {
    return new WriteOut.Column(heading, json, field, value, Long.toString(value));
  }

  /** A size with two digits or three, in powers of 1000. */
  static String size(long bytes) {
    if (bytes < 10) {
      return bytes + " B";
    }
    int unit = 0;
    BigDecimal value = BigDecimal.valueOf(bytes);
    while (value.compareTo(BigDecimal.valueOf(1000)) >= 0) {
      value = value.movePointLeft(3);
      unit++;
    }
    BigDecimal tenths = value.setScale(1, RoundingMode.HALF_UP);
    BigDecimal shown =
        tenths.compareTo(BigDecimal.TEN) < 0 ? tenths : tenths.setScale(0, RoundingMode.HALF_EVEN);
    return shown.toPlainString() + " " + UNITS.get(unit);
  }
}
