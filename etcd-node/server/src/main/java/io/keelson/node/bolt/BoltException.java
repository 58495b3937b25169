package io.keelson.node.bolt;

import java.io.IOException;

/** A file is damaged or no bbolt database; the message says where. */
public final class BoltException extends IOException {
  private static final long serialVersionUID = 1;

  BoltException(String message) {
    super(message);
  }

  /** Of a page at its place in the file. */
  static BoltException atPage(long page, int pageSize, String finding) {
    return new BoltException("page " + page + " at offset " + page * pageSize + ": " + finding);
  }
}
