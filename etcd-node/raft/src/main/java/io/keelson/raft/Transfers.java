package io.keelson.raft;

import io.keelson.raft.Role.Leader;
import io.keelson.raft.tracker.Progress;

/** How leadership is handed to another voter (thesis, 3.10). */
final class Transfers {
  private final Core core;

  Transfers(Core core) {
    this.core = core;
  }

  /** Starts handing over to a member, as soon as it holds the whole log. */
  void start(long to) {
    Leader leader = core.leading();
    if (leader == null) {
      core.note("does not lead; ignored transferring leadership to " + Core.hex(to));
      return;
    }
    if (leader.transferee() == to && to != 0) {
      core.note(
          "[term %d] transfer leadership to %x is in progress, ignores request to same node %x"
              .formatted(core.term(), to, to));
      return;
    }
    if (to == core.id()) {
      core.note("is already leader. Ignored transferring leadership to self");
      return;
    }
    Progress progress = leader.progress(to);
    if (progress == null || !core.members().quorum().incoming().contains(to)) {
      core.note("ignored transferring leadership to %x, which is no voter".formatted(to));
      return;
    }
    if (leader.transferee() != 0) {
      core.note(
          "[term %d] abort previous transferring leadership to %x"
              .formatted(core.term(), leader.transferee()));
    }
    core.note("[term %d] starts to transfer leadership to %x".formatted(core.term(), to));
    leader.transferTo(to);
    progressed(leader, to, progress);
  }

  /** A member has confirmed entries: if leadership is for it and it has all, it may go on. */
  void progressed(Leader leader, long member, Progress progress) {
    if (leader.transferee() == member && progress.matchIndex() == core.log().lastIndex()) {
      core.note("sent MsgTimeoutNow to %x, whose log is up to date".formatted(member));
      core.send(core.message(Message.Type.TIMEOUT_NOW, member).build());
    }
  }

  /** Gives up what has taken an election timeout: clients are waiting. */
  void tick(Leader leader) {
    if (leader.tickTransfer(core.config().electionTicks())) {
      core.note(
          "[term %d] gives up transferring leadership to %x"
              .formatted(core.term(), leader.transferee()));
      leader.transferTo(0);
    }
  }
}
