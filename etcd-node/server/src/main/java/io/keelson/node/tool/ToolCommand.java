package io.keelson.node.tool;

import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the program. */
interface ToolCommand {
  /** Name, options and description. */
  CommandSpec spec();

  /**
   * Carries it out.
   *
   * @param out standard output
   */
  void run(ParseResult arguments, PrintStream out) throws ToolException, IOException;
}
