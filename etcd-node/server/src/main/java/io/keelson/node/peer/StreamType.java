package io.keelson.node.peer;

import org.jspecify.annotations.Nullable;

/** The two streams on which a member receives another's messages. */
enum StreamType {
  /** Every kind of message. */
  MESSAGE("message", "stream Message"),
  /** Entries only, in a shorter form. */
  APP("msgapp", "stream MsgApp v2");

  private static final String PREFIX = "/raft/stream/";

  private final String segment;
  private final String display;

  StreamType(String segment, String display) {
    this.segment = segment;
    this.display = display;
  }

  /** How log lines name it. */
  String display() {
    return display;
  }

  /** The path at which a member asks for this stream. */
  String path(long requester) {
    return PREFIX + segment + "/" + Long.toHexString(requester);
  }

  /** The type that a path without its last segment means; null for none. */
  static @Nullable StreamType ofFolder(String folder) {
    for (StreamType type : values()) {
      if (folder.equals(PREFIX + type.segment)) {
        return type;
      }
    }
    return null;
  }

  StreamEncoder encoder() {
    return this == APP ? new AppStreamEncoder() : new MessageStreamEncoder();
  }

  /** A decoder for what one member sends another. */
  StreamDecoder decoder(long from, long to) {
    return this == APP ? new AppStreamDecoder(from, to) : new MessageStreamDecoder();
  }
}
