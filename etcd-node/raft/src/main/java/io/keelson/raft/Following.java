package io.keelson.raft;

import io.keelson.raft.Role.Candidate;
import io.keelson.raft.Role.Follower;
import io.keelson.raft.Role.Leader;
import io.keelson.raft.confchange.Configuration;
import java.util.List;

/** What a member does at a leader's word (thesis, 3.5). The word is not trusted. */
final class Following {
  private final Core core;

  Following(Core core) {
    this.core = core;
  }

  /** Takes the sender of a message of this term for the leader; false if it cannot be. */
  boolean accept(Message message) {
    switch (core.role()) {
      case Follower follower -> {
        if (follower.leader() != 0 && follower.leader() != message.from()) {
          ignore(message, "term " + core.term() + " is led by " + Core.hex(follower.leader()));
          return false;
        }
        follower.heard(message.from());
      }
      case Candidate ignored -> core.follow(core.term(), message.from());
      case Leader ignored -> {
        ignore(message, "it leads term " + core.term() + " itself");
        return false;
      }
    }
    return true;
  }

  /** Entries to append. */
  void receiveEntries(Message message) {
    RaftLog log = core.log();
    if (message.index() < log.committedIndex()) {
      // Old news, perhaps twice delivered: what is committed cannot differ.
      confirm(message, log.committedIndex());
    } else if (!log.contains(message.index(), message.logTerm())) {
      refuse(message);
    } else {
      append(message.entries());
      long lastNew = message.index() + message.entries().size();
      log.commitTo(Math.min(message.commit(), lastNew));
      confirm(message, lastNew);
    }
  }

  private void append(List<Entry> entries) {
    RaftLog log = core.log();
    int known = 0;
    while (known < entries.size()
        && log.contains(entries.get(known).index(), entries.get(known).term())) {
      known++;
    }
    if (known < entries.size() && entries.get(known).index() <= log.lastIndex()) {
      long keep = entries.get(known).index() - 1;
      log.truncateAfter(keep);
      core.writes().truncatedAfter(keep);
      core.members().truncatedAfter(keep);
    }
    for (Entry entry : entries.subList(known, entries.size())) {
      log.append(entry);
      if (entry.type() != EntryType.NORMAL) {
        core.members().appended(entry.index());
      }
    }
  }

  private void refuse(Message message) {
    RaftLog log = core.log();
    long bound = Math.min(message.index(), log.lastIndex());
    long hint = log.lastIndexOfTermUpTo(bound, message.logTerm());
    core.send(
        core.message(Message.Type.APP_RESP, message.from())
            .at(message.index(), log.term(hint))
            .reject()
            .rejectHint(hint)
            .build());
  }

  /** The leader is alive. */
  void receiveHeartbeat(Message message) {
    RaftLog log = core.log();
    log.commitTo(Math.min(message.commit(), log.lastIndex()));
    core.send(
        core.message(Message.Type.HEARTBEAT_RESP, message.from())
            .context(message.context())
            .build());
  }

  /** A state machine that was received completely. */
  void receiveSnapshot(Message message, SnapshotMeta snapshot) {
    RaftLog log = core.log();
    String what =
        "%s snapshot [index: %d, term: %d]".formatted("%s", snapshot.index(), snapshot.term());
    String before = "[commit: " + log.committedIndex() + "] ";
    if (isWanted(message, snapshot)) {
      if (log.contains(snapshot.index(), snapshot.term())) {
        log.commitTo(snapshot.index());
        core.note(before + what.formatted("fast-forwarded commit to"));
      } else {
        log.restore(snapshot);
        core.writes().restarted(snapshot);
        core.members().restored(snapshot);
        core.note(before + what.formatted("restored"));
        core.note("switched to configuration " + core.members().configuration().text());
      }
    } else {
      core.note(before + what.formatted("ignored"));
    }
    confirm(message, log.committedIndex());
  }

  private boolean isWanted(Message message, SnapshotMeta snapshot) {
    RaftLog log = core.log();
    return snapshot.index() > log.committedIndex()
        && snapshot.term() <= message.term()
        && snapshot.term() >= log.term(log.committedIndex())
        && Configuration.isValid(snapshot.confState())
        && isNamedIn(snapshot.confState());
  }

  private boolean isNamedIn(ConfState state) {
    if (new Configuration(state).contains(core.id())) {
      return true;
    }
    core.note(
        "attempted to restore snapshot but it is not in the ConfState "
            + new Configuration(state).text());
    return false;
  }

  private void confirm(Message message, long index) {
    core.send(core.message(Message.Type.APP_RESP, message.from()).index(index).build());
  }

  private void ignore(Message message, String why) {
    core.note(
        "ignored a %s message from %x: %s".formatted(message.type().text(), message.from(), why));
  }
}
