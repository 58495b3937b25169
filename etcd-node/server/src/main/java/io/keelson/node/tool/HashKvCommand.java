package io.keelson.node.tool;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.restore.FileHash;
import io.keelson.node.restore.SnapshotFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code hashkv}. */
final class HashKvCommand implements ToolCommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            "hashkv", "hashkv <filename> [flags]", "Prints the KV history hash of a given file");
    spec.addOption(
        Flags.whole("--rev", "0", "maximum revision to hash (default: latest revision)"));
    return Flags.withFiles(spec);
  }

  @Override
  public void run(ParseResult arguments, PrintStream out) throws ToolException, IOException {
    List<String> files = Flags.files(arguments);
    if (files.size() != 1) {
      throw new ToolException(
          ToolException.EXIT_ERROR, "accepts 1 arg(s), received " + files.size());
    }
    WriteOut format = WriteOut.of(arguments);
    long revision = Flags.whole(arguments, "--rev");
    Path path = Path.of(files.getFirst());
    Problems.requireFile(path);
    FileHash hash;
    try (BoltFile file = SnapshotFile.openChecked(path)) {
      hash = FileHash.of(file, revision);
    }
    format.print(
        List.of(
            StatusCommand.number("hash", "hash", "Hash", hash.hash()),
            StatusCommand.number(
                "hash revision", "hashRevision", "Hash revision", hash.hashRevision()),
            StatusCommand.number(
                "compact revision", "compactRevision", "Compact revision", hash.compactRevision())),
        out);
  }
}
