package io.keelson.raft;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Role.Leader;
import io.keelson.raft.confchange.Configuration;
import io.keelson.raft.tracker.Inflights;
import io.keelson.raft.tracker.Progress;
import java.util.List;
import java.util.Map;

/**
 * What a leader does to bring the others to where it is, and when something is committed (thesis,
 * 3.5, 3.6, 10.2.1). Entries go out once per {@link Ready}, not once per proposal.
 */
final class Replicator {
  private final Core core;
  private final RaftConfig.Replication limits;
  private final RaftLog log;
  private long sliceFrom;
  private List<Entry> slice = List.of();
  private long sliceBytes;

  Replicator(Core core) {
    this.core = core;
    this.limits = core.config().replication();
    this.log = core.log();
  }

  /** Leads the term of a won election. */
  void startLeading() {
    Leader leader = core.lead();
    track(leader, false);
    core.append(leader, EntryType.NORMAL, Bytes.EMPTY);
    leaveJointIfDue(leader);
    advanceCommit(leader);
  }

  private void track(Leader leader, boolean isActive) {
    List<Long> members = core.members().configuration().members();
    leader.retain(members);
    for (long member : members) {
      if (member != core.id() && leader.progress(member) == null) {
        Progress progress =
            new Progress(
                log.lastIndex() + 1,
                new Inflights(
                    limits.inflightMessagesMax(),
                    limits.inflightBytesMax(),
                    limits.eagerMessagesMax()));
        progress.markActive(isActive);
        leader.track(member, progress);
      }
    }
  }

  /**
   * Steps down if no quorum was heard since the last time: the others may have another leader, and
   * clients would wait here for ever.
   */
  void checkQuorum(Leader leader) {
    if (!core.members().quorum().isReached(member -> isActive(leader, member))) {
      core.note("stepped down to follower since quorum is not active");
      core.follow(core.term(), 0);
      return;
    }
    if (core.members().configuration().isVoter(core.id())) {
      leader.others().values().forEach(progress -> progress.markActive(false));
    } else {
      handOver(leader);
    }
  }

  /**
   * A leader that is no voter any more goes on until the voters have heard that it is not, or they
   * might for ever wait for its vote; then it leaves to one of them.
   */
  private void handOver(Leader leader) {
    long index = core.members().changedAtIndex();
    if (!core.members().quorum().isReached(member -> matchIndex(leader, member) >= index)) {
      return;
    }
    for (Map.Entry<Long, Progress> other : leader.others().entrySet()) {
      if (core.members().quorum().incoming().contains(other.getKey())
          && other.getValue().matchIndex() == log.lastIndex()) {
        core.send(core.message(Message.Type.TIMEOUT_NOW, other.getKey()).build());
        break;
      }
    }
    core.note("stepped down to follower since it is no voter any more");
    core.follow(core.term(), 0);
  }

  private boolean isActive(Leader leader, long member) {
    Progress progress = leader.progress(member);
    return member == core.id() || (progress != null && progress.isRecentlyActive());
  }

  /** Tells all others that the leader is alive, and what of theirs is committed. */
  void sendHeartbeats(Leader leader, Bytes context) {
    for (Map.Entry<Long, Progress> other : leader.others().entrySet()) {
      core.send(
          core.message(Message.Type.HEARTBEAT, other.getKey())
              // More than it surely holds would make it commit what may be another leader's.
              .commit(Math.min(other.getValue().matchIndex(), log.committedIndex()))
              .context(context)
              .build());
    }
  }

  /** Sends all others what they may be sent now. */
  void flush(Leader leader) {
    sliceFrom = 0;
    for (Map.Entry<Long, Progress> other : leader.others().entrySet()) {
      flush(other.getKey(), other.getValue());
    }
    slice = List.of();
  }

  private void flush(long member, Progress progress) {
    while (progress.mayReplicate() && progress.nextIndex() <= log.lastIndex()) {
      if (isBehindLog(progress)) {
        wantSnapshot(member, progress);
        return;
      }
      takeSlice(progress.nextIndex());
      if (progress.isGathering() && sliceBytes < limits.gatherBytes()) {
        break;
      }
      sendAppend(member, progress, slice, sliceBytes);
    }
    if (progress.needsEmptyAppend(log.committedIndex())) {
      if (isBehindLog(progress)) {
        wantSnapshot(member, progress);
      } else {
        sendAppend(member, progress, List.of(), 0);
      }
    }
  }

  private boolean isBehindLog(Progress progress) {
    return progress.nextIndex() - 1 < log.compactedIndex();
  }

  private void wantSnapshot(long member, Progress progress) {
    if (progress.isRecentlyActive()) {
      progress.awaitSnapshot();
      core.outbox().wantSnapshot(member);
      core.note(
          "[firstindex: %d, commit: %d] needs to send a snapshot to %x [next = %d, match = %d]"
              .formatted(
                  log.compactedIndex() + 1,
                  log.committedIndex(),
                  member,
                  progress.nextIndex(),
                  progress.matchIndex()));
    }
  }

  /** Members mostly need the same entries, so the last slice is kept while one round is sent. */
  private void takeSlice(long from) {
    if (sliceFrom == from) {
      return;
    }
    sliceFrom = from;
    slice = log.slice(from, limits.appendBytesMax());
    sliceBytes = 0;
    for (Entry entry : slice) {
      sliceBytes += entry.sizeBytes();
    }
  }

  private void sendAppend(long member, Progress progress, List<Entry> entries, long bytes) {
    long previous = progress.nextIndex() - 1;
    core.send(
        core.message(Message.Type.APP, member)
            .at(previous, log.term(previous))
            .entries(entries)
            .commit(log.committedIndex())
            .build());
    progress.sent(entries.size(), bytes, log.committedIndex());
  }

  /** A follower has taken or refused entries, or taken a state machine. */
  void receiveAnswer(Leader leader, Progress progress, Message message) {
    progress.markActive(true);
    if (message.reject()) {
      long hint = Math.min(message.rejectHint(), log.lastIndex());
      if (message.logTerm() > 0) {
        hint = log.lastIndexOfTermUpTo(hint, message.logTerm());
      }
      progress.refused(message.index(), hint);
      return;
    }
    if (message.index() == 0) {
      return;
    }
    if (message.index() > log.lastIndex()) {
      core.note("ignored that %x holds entries never sent".formatted(message.from()));
      return;
    }
    if (!progress.confirm(message.index())
        && (progress.state() != Progress.State.PROBE || progress.matchIndex() != message.index())) {
      return;
    }
    switch (progress.state()) {
      case PROBE -> progress.replicate();
      case SNAPSHOT -> {
        if (progress.matchIndex() >= log.compactedIndex()) {
          progress.replicate();
        }
      }
      case REPLICATE -> {
        // More is sent as what was sent is answered.
      }
    }
    advanceCommit(leader);
  }

  /** This member's own disk has confirmed more of its log. */
  void ownLogIsDurable() {
    Leader leader = core.leading();
    if (leader != null) {
      advanceCommit(leader);
    }
  }

  private long matchIndex(Leader leader, long member) {
    if (member == core.id()) {
      return log.persistedIndex();
    }
    Progress progress = leader.progress(member);
    return progress == null ? 0 : progress.matchIndex();
  }

  private void advanceCommit(Leader leader) {
    long quorumIndex = core.members().quorum().committedIndex(member -> matchIndex(leader, member));
    // Only an entry of the current term is committed by counting (thesis, 3.6.2).
    if (quorumIndex > log.committedIndex() && log.term(quorumIndex) == core.term()) {
      log.commitTo(quorumIndex);
    }
  }

  /** A message to a member was lost: what was sent after it will be refused. */
  void unreachable(Leader leader, long member) {
    Progress progress = leader.progress(member);
    if (progress != null && progress.state() == Progress.State.REPLICATE) {
      progress.probe();
    }
  }

  /** A state machine is there to be sent. */
  void snapshotTaken(Leader leader, long member, SnapshotMeta snapshot) {
    Progress progress = leader.progress(member);
    if (progress == null || !isSnapshotAwaited(progress)) {
      core.note("has no use for a snapshot for " + Core.hex(member));
      return;
    }
    if (snapshot.index() < log.compactedIndex()) {
      // The log has moved on meanwhile; what follows the snapshot could not be sent any more.
      progress.probe();
      return;
    }
    progress.snapshotTaken(snapshot.index());
    core.send(core.message(Message.Type.SNAP, member).snapshot(snapshot).build());
    core.note(
        "paused sending replication messages to %x for its snapshot [index: %d, term: %d]"
            .formatted(member, snapshot.index(), snapshot.term()));
  }

  private static boolean isSnapshotAwaited(Progress progress) {
    return progress.state() == Progress.State.SNAPSHOT && progress.pendingSnapshot() == 0;
  }

  /** Sending a state machine has ended. */
  void snapshotReported(Leader leader, long member, boolean isAccepted) {
    Progress progress = leader.progress(member);
    if (progress != null && progress.state() == Progress.State.SNAPSHOT) {
      progress.snapshotReported(isAccepted);
      core.note(
          "snapshot to %x %s, resumed sending replication messages"
              .formatted(member, isAccepted ? "succeeded" : "failed"));
    }
  }

  /** A change of members is decided about. */
  void confApplied(long index, ConfChangeV2 change) {
    Configuration before = core.members().configuration();
    Configuration now = core.members().applied(index, change);
    if (now == null) {
      return;
    }
    core.note((now.equals(before) ? "stays at" : "switched to") + " configuration " + now.text());
    Leader leader = core.leading();
    if (leader == null) {
      return;
    }
    track(leader, true);
    if (!core.members().quorum().contains(leader.transferee())) {
      leader.transferTo(0);
    }
    advanceCommit(leader);
    leaveJointIfDue(leader);
  }

  private void leaveJointIfDue(Leader leader) {
    Configuration configuration = core.members().configuration();
    if (configuration.isJoint()
        && configuration.state().autoLeave()
        && !core.members().hasPendingChange()) {
      core.note(
          "initiating automatic transition out of joint configuration " + configuration.text());
      core.append(leader, EntryType.CONF_CHANGE_V2, Bytes.EMPTY);
    }
  }
}
