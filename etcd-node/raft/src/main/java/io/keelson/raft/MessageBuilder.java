package io.keelson.raft;

import io.keelson.bytes.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Message} in the making; what is not set is 0, false or empty. */
final class MessageBuilder {
  private final Message.Type type;
  private final long to;
  private final long from;
  private final long term;
  private long logTerm;
  private long index;
  private List<Entry> entries = List.of();
  private long commit;
  private boolean reject;
  private long rejectHint;
  private Bytes context = Bytes.EMPTY;
  private @Nullable SnapshotMeta snapshot;

  MessageBuilder(Message.Type type, long to, long from, long term) {
    this.type = type;
    this.to = to;
    this.from = from;
    this.term = term;
  }

  /** The entry that the message speaks of. */
  MessageBuilder at(long entryIndex, long entryTerm) {
    index = entryIndex;
    logTerm = entryTerm;
    return this;
  }

  MessageBuilder index(long value) {
    index = value;
    return this;
  }

  MessageBuilder entries(List<Entry> value) {
    entries = value;
    return this;
  }

  MessageBuilder commit(long value) {
    commit = value;
    return this;
  }

  MessageBuilder reject() {
    reject = true;
    return this;
  }

  MessageBuilder rejectHint(long value) {
    rejectHint = value;
    return this;
  }

  MessageBuilder context(Bytes value) {
    context = value;
    return this;
  }

  MessageBuilder snapshot(SnapshotMeta value) {
    snapshot = value;
    return this;
  }

  Message build() {
    return new Message(
        type,
        to,
        from,
        term,
        logTerm,
        index,
        entries,
        commit,
        reject,
        rejectHint,
        context,
        snapshot);
  }
}
