package io.keelson.node.tool;

import io.keelson.node.config.Versions;
import java.io.PrintStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code version}. */
final class VersionCommand implements ToolCommand {
  @Override
  public CommandSpec spec() {
    return Flags.withFiles(
        Flags.command("version", "version [flags]", "Prints the version of etcdutl"));
  }

  @Override
  public void run(ParseResult arguments, PrintStream out) {
    out.println("etcdutl version: " + Versions.SERVER);
    out.println("API version: " + Versions.SERVER.substring(0, Versions.SERVER.lastIndexOf('.')));
  }
}
