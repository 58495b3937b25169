package io.keelson.raft;

import io.keelson.raft.Ready.Note;
import io.keelson.raft.Ready.Reason;
import io.keelson.raft.Ready.Refused;
import java.util.ArrayList;
import java.util.List;

/** What the next {@link Ready} will say, collected while inputs are taken. */
final class Outbox {
  private final List<Message> messages = new ArrayList<>();
  private final List<Message> replies = new ArrayList<>();
  private final List<Long> snapshotsWanted = new ArrayList<>();
  private final List<ReadState> reads = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /** A message that may leave at once. */
  void send(Message message) {
    messages.add(message);
  }

  /**
   * A message whose promise is what was written last: it leaves when that is durable. An append
   * answer that says less than this one to the same leader is not sent at all.
   */
  void sendWhenDurable(Message message) {
    if (isProgress(message)) {
      replies.removeIf(
          earlier ->
              isProgress(earlier)
                  && earlier.to() == message.to()
                  && earlier.term() == message.term()
                  && earlier.index() <= message.index());
    }
    replies.add(message);
  }

  private static boolean isProgress(Message message) {
    return message.type() == Message.Type.APP_RESP && !message.reject();
  }

  void wantSnapshot(long member) {
    snapshotsWanted.add(member);
  }

  void answerRead(ReadState read) {
    reads.add(read);
  }

  void refuse(long requestId, Reason reason) {
    refused.add(new Refused(requestId, reason));
  }

  void note(String text) {
    notes.add(new Note(text));
  }

  boolean hasReplies() {
    return !replies.isEmpty();
  }

  /** The answers that wait for the disk now leave with everything else. */
  void releaseReplies() {
    messages.addAll(replies);
    replies.clear();
  }

  List<Message> takeReplies() {
    return take(replies);
  }

  List<Message> takeMessages() {
    return take(messages);
  }

  List<Long> takeSnapshotsWanted() {
    return take(snapshotsWanted);
  }

  List<ReadState> takeReads() {
    return take(reads);
  }

  List<Refused> takeRefused() {
    return take(refused);
  }

  List<Note> takeNotes() {
    return take(notes);
  }

  private static <T> List<T> take(List<T> list) {
    if (list.isEmpty()) {
      return List.of();
    }
    List<T> taken = List.copyOf(list);
    list.clear();
    return taken;
  }
}
