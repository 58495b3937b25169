package io.keelson.node.config;

import java.util.List;

/** Settings that are valid one by one but with which the server cannot start. */
final class StartupException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Notice> notices;

  StartupException(Notice... notices) {
    super(notices[notices.length - 1].message(), null, false, false);
    this.notices = List.of(notices);
  }

  /** The usual fatal line. */
  static StartupException discoveryFailed(String error) {
    return new StartupException(Notice.fatal("discovery failed").with("error", error));
  }

  List<Notice> notices() {
    return notices;
  }
}
