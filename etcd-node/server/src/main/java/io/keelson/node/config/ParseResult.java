package io.keelson.node.config;

import java.util.List;

/** What the program has to do after its command line was read. */
public sealed interface ParseResult {

  /**
   * Start the server.
   *
   * @param config valid settings
   * @param notices lines to log first
   */
  record Run(ServerConfig config, List<Notice> notices) implements ParseResult {
    public Run {
      notices = List.copyOf(notices);
    }
  }

  /**
   * Print plain text and exit.
   *
   * @param stdout text for standard output, may be empty
   * @param stderr text for standard error, may be empty
   * @param exitCode status to exit with
   */
  record Print(String stdout, String stderr, int exitCode) implements ParseResult {}

  /**
   * Log lines and exit, because the settings are not usable.
   *
   * @param notices lines to log; at least one
   * @param log where and how to log them: the operator's choice as far as it was understood
   * @param exitCode status to exit with
   */
  record Fail(List<Notice> notices, LogConfig log, int exitCode) implements ParseResult {
    public Fail {
      notices = List.copyOf(notices);
      if (notices.isEmpty()) {
        throw new IllegalArgumentException("a failure has a notice");
      }
    }

    /** The line that says why. */
    public Notice reason() {
      return notices.stream()
          .filter(n -> n.fields().containsKey("error"))
          .findFirst()
          .orElse(notices.getLast());
    }
  }
}
