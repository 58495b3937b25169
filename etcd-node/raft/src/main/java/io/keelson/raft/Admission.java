package io.keelson.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which messages make sense at all. What a member sends never breaks another one. */
final class Admission {
  /** Terms and positions above this are not believed: nobody gets there in earnest. */
  private static final long NUMBER_MAX = Long.MAX_VALUE / 4;

  private Admission() {}

  /** What is wrong with a message whatever this member's state, null if nothing is. */
  static @Nullable String flaw(Message message, long self) {
    if (message.to() != self) {
      return "it is for " + Core.hex(message.to());
    }
    if (message.from() == 0 || message.from() == self) {
      return "its sender is not another member";
    }
    if (isOutside(message.term())
        || isOutside(message.index())
        || isOutside(message.logTerm())
        || isOutside(message.commit())
        || isOutside(message.rejectHint())) {
      return "a number is out of range";
    }
    return switch (message.type()) {
      case PROP -> message.entries().isEmpty() ? "it proposes nothing" : null;
      case READ_INDEX, READ_INDEX_RESP ->
          message.entries().size() == 1 ? null : "it does not have exactly one entry";
      case APP -> flawOfEntries(message);
      case SNAP -> flawOfSnapshot(message);
      case TRANSFER_LEADER -> null;
      case APP_RESP,
          VOTE,
          VOTE_RESP,
          HEARTBEAT,
          HEARTBEAT_RESP,
          TIMEOUT_NOW,
          PRE_VOTE,
          PRE_VOTE_RESP ->
          flawOfTerm(message);
    };
  }

  private static @Nullable String flawOfTerm(Message message) {
    return message.term() == 0 ? "it has no term" : null;
  }

  private static @Nullable String flawOfEntries(Message message) {
    List<Entry> entries = message.entries();
    long index = message.index();
    long term = message.logTerm();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      index++;
      if (entry.index() != index) {
        return "entry " + entry.index() + " is where " + index + " belongs";
      }
      if (entry.term() < Math.max(1, term) || entry.term() > message.term()) {
        return "entry " + entry.index() + " cannot be of term " + entry.term();
      }
      term = entry.term();
    }
    return message.logTerm() > message.term() ? "it follows a later term" : flawOfTerm(message);
  }

  private static @Nullable String flawOfSnapshot(Message message) {
    SnapshotMeta snapshot = message.snapshot();
    if (snapshot == null) {
      return "it offers no snapshot";
    }
    if (isOutside(snapshot.index())
        || isOutside(snapshot.term())
        || snapshot.index() == 0
        || snapshot.term() == 0) {
      return "a number of its snapshot is out of range";
    }
    return flawOfTerm(message);
  }

  private static boolean isOutside(long number) {
    return number < 0 || number > NUMBER_MAX;
  }
}
