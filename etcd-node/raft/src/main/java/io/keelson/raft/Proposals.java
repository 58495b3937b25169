package io.keelson.raft;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Ready.Reason;
import io.keelson.raft.Role.Leader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of requests for entries: the leader appends them, others send them on to it. */
final class Proposals {
  private final Core core;

  Proposals(Core core) {
    this.core = core;
  }

  /** A request of this member's own client. */
  void propose(Input.Proposed proposed) {
    Leader leader = core.leading();
    if (leader == null) {
      forward(proposed);
      return;
    }
    Reason reason = append(leader, proposed.type(), proposed.data());
    if (reason != null) {
      core.outbox().refuse(proposed.requestId(), reason);
    }
  }

  private void forward(Input.Proposed proposed) {
    long leader = core.leader();
    if (leader == 0) {
      core.outbox().refuse(proposed.requestId(), Reason.NO_LEADER);
      return;
    }
    core.send(
        new MessageBuilder(Message.Type.PROP, leader, core.id(), 0)
            .entries(List.of(new Entry(proposed.type(), 0, 0, proposed.data())))
            .build());
  }

  /** Requests that another member sent on. */
  void receive(Message message) {
    Leader leader = core.leading();
    if (leader == null) {
      core.forward(message, "proposal");
      return;
    }
    for (Entry entry : message.entries()) {
      Reason reason = append(leader, entry.type(), entry.data());
      if (reason != null) {
        core.note("dropped a proposal from %x: %s".formatted(message.from(), reason));
      }
    }
  }

  /** Appends, or says why not. */
  private @Nullable Reason append(Leader leader, EntryType type, Bytes data) {
    if (!core.members().configuration().isVoter(core.id())) {
      return Reason.NO_LEADER; // it was removed and is about to step down
    }
    if (leader.transferee() != 0) {
      return Reason.TRANSFERRING;
    }
    long bytes = data.length();
    if (leader.uncommittedBytes() > 0
        && leader.uncommittedBytes() + bytes > core.config().uncommittedBytesMax()) {
      return Reason.BUSY;
    }
    if (type != EntryType.NORMAL && !fits(type, data)) {
      // One unapplied change at a time; the entry keeps its place and loses its effect.
      core.append(leader, EntryType.NORMAL, Bytes.EMPTY);
      return Reason.BUSY;
    }
    core.append(leader, type, data);
    return null;
  }

  /** Whether a change of members may be proposed now; empty data asks to leave a joint one. */
  private boolean fits(EntryType type, Bytes data) {
    boolean isLeave = type == EntryType.CONF_CHANGE_V2 && data.isEmpty();
    return !core.members().hasPendingChange()
        && core.members().configuration().isJoint() == isLeave;
  }
}
