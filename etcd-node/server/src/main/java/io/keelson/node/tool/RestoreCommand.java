package io.keelson.node.tool;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.restore.NewCluster;
import io.keelson.node.restore.SnapshotRestore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code snapshot restore}. */
final class RestoreCommand implements ToolCommand {
  private static final String PEER_URL = "http://localhost:2380";
  private final Logger log;

  RestoreCommand(Logger log) {
    this.log = log;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            "restore",
            "restore <filename> --data-dir {output dir} [options] [flags]",
            "Restores an etcd member snapshot to an etcd directory");
    spec.addOption(Flags.text("--data-dir", "", "Path to the output data directory"));
    spec.addOption(
        Flags.text("--wal-dir", "", "Path to the WAL directory (use --data-dir if none given)"));
    spec.addOption(
        Flags.text(
            "--initial-cluster",
            "default=" + PEER_URL,
            "Initial cluster configuration for restore bootstrap"));
    spec.addOption(
        Flags.text(
            "--initial-cluster-token",
            "etcd-cluster",
            "Initial cluster token for the etcd cluster during restore bootstrap"));
    spec.addOption(
        Flags.text(
            "--initial-advertise-peer-urls",
            PEER_URL,
            "List of this member's peer URLs to advertise to the rest of the cluster"));
    spec.addOption(Flags.text("--name", "default", "Human-readable name for this member"));
    spec.addOption(
        Flags.flag(
            "--skip-hash-check",
            "Ignore snapshot integrity hash value (required if copied from data directory)"));
    spec.addOption(
        Flags.unsigned(
            "--initial-memory-map-size",
            "10737418240",
            "Accepted for compatibility; the database is not mapped into memory"));
    spec.addOption(
        Flags.unsigned(
            "--bump-revision", "0", "How much to increase the latest revision after restore"));
    spec.addOption(
        Flags.flag(
            "--mark-compacted",
            "Mark the latest revision after restore as the point of scheduled compaction (required"
                + " if --bump-revision > 0, disallowed otherwise)"));
    spec.addOption(
        Flags.text(
            "--format",
            "keelson",
            "Whose etcd will start on the directory (keelson, upstream); Keelson's starts on both"));
    return Flags.withFiles(spec);
  }

  @Override
  public void run(ParseResult arguments, PrintStream out) throws ToolException, IOException {
    String file = Flags.file(arguments, "snapshot restore");
    long bump = Flags.unsigned(arguments, "--bump-revision");
    Flags.unsigned(arguments, "--initial-memory-map-size");
    if ((bump != 0) != Flags.isSet(arguments, "--mark-compacted")) {
      throw new ToolException(
          ToolException.EXIT_BAD_ARGUMENTS, "--mark-compacted required if --revision-bump > 0");
    }
    if (bump < 0) {
      throw new ToolException(ToolException.EXIT_BAD_ARGUMENTS, "--bump-revision is too large");
    }
    String name = Flags.text(arguments, "--name");
    String dataDir = Flags.text(arguments, "--data-dir");
    Path data = Path.of(dataDir.isEmpty() ? name + ".etcd" : dataDir);
    String walDir = Flags.text(arguments, "--wal-dir");
    Path wal = walDir.isEmpty() ? data.resolve("member").resolve("wal") : Path.of(walDir);
    SnapshotRestore.Plan plan =
        new SnapshotRestore.Plan(
            Path.of(file),
            Flags.isSet(arguments, "--skip-hash-check"),
            data,
            wal,
            cluster(arguments, name),
            bump,
            format(Flags.text(arguments, "--format")));
    SnapshotRestore restore = new SnapshotRestore(new RealDisk(), plan);
    restore.checkTarget();
    log("restoring snapshot", plan);
    restore.run(Versions.CLUSTER);
    log("restored snapshot", plan);
  }

  private static NewCluster cluster(ParseResult arguments, String name) throws ToolException {
    try {
      return new InitialClusterFlags(
              name,
              Flags.text(arguments, "--initial-cluster"),
              Flags.text(arguments, "--initial-cluster-token"),
              Flags.text(arguments, "--initial-advertise-peer-urls"))
          .cluster();
    } catch (BadValueException e) {
      throw new ToolException(ToolException.EXIT_ERROR, e.text());
    }
  }

  private static SnapshotRestore.Format format(String given) throws ToolException {
    for (SnapshotRestore.Format format : SnapshotRestore.Format.values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(given)) {
        return format;
      }
    }
    throw new ToolException(
        ToolException.EXIT_BAD_ARGUMENTS, "--format must be keelson or upstream");
  }

  private void log(String message, SnapshotRestore.Plan plan) {
    log.info(
        message,
        Field.of("path", plan.snapshot().toString()),
        Field.of("wal-dir", plan.walDir().toString()),
        Field.of("data-dir", plan.dataDir().toString()),
        Field.of("format", plan.format().name().toLowerCase(Locale.ROOT)));
  }
}
