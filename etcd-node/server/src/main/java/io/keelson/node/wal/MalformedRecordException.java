package io.keelson.node.wal;

/** Bytes that no version of the format writes. Never leaves this package. */
final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedRecordException(String message) {
    super(message);
  }
}
