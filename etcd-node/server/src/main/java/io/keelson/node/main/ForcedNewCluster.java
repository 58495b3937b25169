package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.ConfChangeCodec;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberCodec;
import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import io.keelson.raft.Raft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What {@code --force-new-cluster} does to a member's log: what was not committed is given up, and
 * entries that remove all other members count as committed although nobody else has them. Data and
 * ids stay. The other members must never start again.
 */
final class ForcedNewCluster {
  private final Recovery recovery;
  private final long self;
  private final Logger log;
  private final TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
  private final TreeSet<Long> learners = new TreeSet<>(Long::compareUnsigned);

  private ForcedNewCluster(Recovery recovery, Logger log) {
    this.recovery = recovery;
    this.self = recovery.metadata().nodeId();
    this.log = log;
  }

  /** The same recovery with this member alone; durable on return. */
  static Recovery apply(Recovery recovery, Logger log) throws IOException {
    return new ForcedNewCluster(recovery, log).run();
  }

  private Recovery run() throws IOException {
    Raft.Recovered found = recovery.raft();
    HardState old = found.hardState();
    long committed = Math.max(old.commit(), found.appliedIndex());
    List<Entry> entries = new ArrayList<>(committed(found.entries(), committed));
    ConfState conf = found.confState();
    voters.addAll(conf.voters());
    learners.addAll(conf.learners());
    entries.stream().filter(entry -> entry.index() > found.appliedIndex()).forEach(this::follow);
    List<Entry> added = changes(committed + 1, old.term());
    entries.addAll(added);
    HardState state = new HardState(old.term(), old.vote(), committed + added.size());
    recovery.wal().append(state, added);
    recovery.wal().sync();
    log.info(
        "forcing restart member",
        Field.hex("cluster-id", recovery.metadata().clusterId()),
        Field.hex("local-member-id", self),
        Field.of("wal-commit-index", old.commit()),
        Field.of("commit-index", state.commit()));
    Raft.Recovered forced =
        new Raft.Recovered(
            state,
            conf,
            found.appliedIndex(),
            found.compactedIndex(),
            found.compactedTerm(),
            entries);
    return new Recovery(recovery.wal(), recovery.metadata(), forced, List.of(), recovery.repair());
  }

  private List<Entry> committed(List<Entry> entries, long committed) {
    List<Entry> kept = entries.stream().filter(entry -> entry.index() <= committed).toList();
    if (kept.size() < entries.size()) {
      log.info(
          "discarding uncommitted WAL entries",
          Field.of("entry-index", committed + 1),
          Field.of("commit-index-from-wal", committed),
          Field.of("number-of-discarded-entries", (long) entries.size() - kept.size()));
    }
    return kept;
  }

  /** Who is a member after an entry; one that is refused when applied does no harm here. */
  private void follow(Entry entry) {
    if (entry.type() != EntryType.CONF_CHANGE) {
      return;
    }
    ConfChange change;
    try {
      change = ConfChangeCodec.decode(entry.data());
    } catch (WireException e) {
      throw new IllegalStateException("entry " + entry.index() + " is no configuration change", e);
    }
    switch (change.type()) {
      case ADD_NODE -> {
        learners.remove(change.nodeId());
        voters.add(change.nodeId());
      }
      case ADD_LEARNER_NODE -> learners.add(change.nodeId());
      case REMOVE_NODE -> {
        voters.remove(change.nodeId());
        learners.remove(change.nodeId());
      }
      case UPDATE_NODE -> {}
    }
  }

  private List<Entry> changes(long firstIndex, long term) {
    List<ConfChange> changes = new ArrayList<>();
    if (learners.contains(self)) {
      // First of all, for the last voter is never removed.
      changes.add(
          new ConfChange(0, ConfChange.Type.ADD_NODE, self, MemberCodec.encodePromotion(self)));
    }
    TreeSet<Long> others = new TreeSet<>(Long::compareUnsigned);
    others.addAll(voters);
    others.addAll(learners);
    others.remove(self);
    for (long other : others) {
      changes.add(new ConfChange(0, ConfChange.Type.REMOVE_NODE, other, Bytes.EMPTY));
    }
    List<Entry> entries = new ArrayList<>(changes.size());
    for (ConfChange change : changes) {
      entries.add(
          new Entry(
              EntryType.CONF_CHANGE,
              term,
              firstIndex + entries.size(),
              ConfChangeCodec.encode(change)));
    }
    return entries;
  }
}
