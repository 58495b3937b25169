package io.keelson.raft;

import io.keelson.bytes.Bytes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message between members; which fields have a meaning depends on the type (raftpb.Message).
 *
 * @param type kind
 * @param to receiving member
 * @param from sending member
 * @param term sender's term; 0 on forwarded proposals and reads
 * @param logTerm term of the entry at {@code index}
 * @param index position that the message speaks of
 * @param entries entries that follow {@code index}
 * @param commit sender's commit index, clipped to what the receiver is known to hold
 * @param reject whether an answer is a refusal
 * @param rejectHint where the sender of a refusal suggests to try next
 * @param context opaque bytes that an answer repeats
 * @param snapshot what a message of type {@link Type#SNAP} offers, else null; the state itself
 *     travels beside the message
 */
public record Message(
    Type type,
    long to,
    long from,
    long term,
    long logTerm,
    long index,
    List<Entry> entries,
    long commit,
    boolean reject,
    long rejectHint,
    Bytes context,
    @Nullable SnapshotMeta snapshot) {
  /** Kinds that travel between members; the numbers are those of raftpb.MessageType. */
  public enum Type {
    /** Proposal forwarded to the leader. */
    PROP(2),
    /** Entries. */
    APP(3),
    /** Answer to entries or a snapshot. */
    APP_RESP(4),
    /** Request for a vote. */
    VOTE(5),
    /** Answer to a request for a vote. */
    VOTE_RESP(6),
    /** Snapshot. */
    SNAP(7),
    /** The leader is alive. */
    HEARTBEAT(8),
    /** Answer to a heartbeat. */
    HEARTBEAT_RESP(9),
    /** A follower asks for leadership to be handed over. */
    TRANSFER_LEADER(13),
    /** Campaign at once. */
    TIMEOUT_NOW(14),
    /** A follower asks for a read index. */
    READ_INDEX(15),
    /** Answer with a read index. */
    READ_INDEX_RESP(16),
    /** Would you vote for me? */
    PRE_VOTE(17),
    /** Answer to that. */
    PRE_VOTE_RESP(18);

    private static final Type[] BY_NUMBER = new Type[PRE_VOTE_RESP.number + 1];

    static {
      for (Type type : values()) {
        BY_NUMBER[type.number] = type;
      }
    }

    private final int number;
    private final String text;

    Type(int number) {
      this.number = number;
      StringBuilder name = new StringBuilder("Msg");
      for (String word : name().split("_", -1)) {
        name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
      this.text = name.toString();
    }

    /** The name in log lines, as upstream's: {@code MsgAppResp}. */
    public String text() {
      return text;
    }

    /** The protobuf number. */
    public int number() {
      return number;
    }

    /** The kind with a protobuf number; null if none of that number may travel. */
    public static @Nullable Type ofNumber(long number) {
      return number < 0 || number >= BY_NUMBER.length ? null : BY_NUMBER[(int) number];
    }
  }

  /** Copies the list. */
  public Message {
    entries = List.copyOf(entries);
  }
}
