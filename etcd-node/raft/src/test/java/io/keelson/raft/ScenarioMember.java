package io.keelson.raft;

import io.keelson.raft.confchange.Configuration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A member of a scenario: a core with a disk and a state machine that wait to be told. */
final class ScenarioMember {
  final RaftConfig config;
  final ArrayDeque<Persist> writes = new ArrayDeque<>();
  final ArrayDeque<Entry> applies = new ArrayDeque<>();
  final List<Message> sent = new ArrayList<>();
  private final TreeMap<Long, Entry> disk = new TreeMap<>();
  private HardState hardState = new HardState(1, 0, 1);
  private ConfState conf;
  private long applied;
  private long appliedTerm;
  private long base;
  private long baseTerm;
  Raft raft;

  /** Starts with one applied entry in the log, or with nothing if the configuration is empty. */
  ScenarioMember(RaftConfig config, ConfState conf) {
    this.config = config;
    this.conf = conf;
    if (conf.voters().isEmpty()) {
      hardState = HardState.EMPTY;
    } else {
      disk.put(1L, new Entry(EntryType.NORMAL, 1, 1, io.keelson.bytes.Bytes.EMPTY));
      applied = 1;
      appliedTerm = 1;
    }
    this.raft = start();
  }

  private Raft start() {
    Raft started =
        new Raft(
            config,
            new Raft.Recovered(
                hardState, conf, applied, base, baseTerm, List.copyOf(disk.values())),
            new SplittableRandom(config.id()));
    started.ready();
    return started;
  }

  /** Loses what was not written and starts again. */
  void restart() {
    writes.clear();
    applies.clear();
    raft = start();
  }

  void step(Input input, List<String> out) {
    raft.step(input);
    raft.invariant();
    take(out);
  }

  void take(List<String> out) {
    do {
      Ready ready = raft.ready();
      raft.invariant();
      ready.notes().forEach(note -> out.add(note.text()));
      ready.messages().forEach(message -> send(message, out));
      ready.snapshotsWanted().forEach(to -> out.add(id() + " wants a snapshot for " + to));
      Persist persist = ready.persist();
      if (persist != null) {
        writes.add(persist);
        out.add(id() + " persists " + text(persist));
      }
      if (ready.restore() != null) {
        SnapshotMeta meta = ready.restore();
        out.add(id() + " restores [" + meta.index() + " of term " + meta.term() + "]");
        applied = meta.index();
        appliedTerm = meta.term();
        conf = meta.confState();
        applies.clear();
        raft.step(new Input.Applied(applied));
      }
      if (!ready.committed().isEmpty()) {
        applies.addAll(ready.committed());
        out.add(id() + " may apply " + text(ready.committed()));
      }
      ready.reads().forEach(read -> out.add(id() + " reads at " + read.index()));
      ready.refused().forEach(refused -> out.add(id() + " refuses: " + refused.reason()));
    } while (raft.hasMore());
  }

  private void send(Message message, List<String> out) {
    sent.add(message);
    out.add(text(message));
  }

  /** All that waits for the disk is written. */
  void write(List<String> out) {
    if (writes.isEmpty()) {
      return;
    }
    List<Persist> batch = List.copyOf(writes);
    writes.clear();
    for (Persist persist : batch) {
      SnapshotMeta snapshot = persist.snapshot();
      if (snapshot != null) {
        disk.clear();
        base = snapshot.index();
        baseTerm = snapshot.term();
      }
      for (Entry entry : persist.entries()) {
        disk.tailMap(entry.index(), true).clear();
        disk.put(entry.index(), entry);
      }
      hardState = Objects.requireNonNullElse(persist.hardState(), hardState);
      persist.replies().forEach(reply -> send(reply, out));
    }
    step(new Input.Persisted(batch.getLast().number()), out);
  }

  /** All that waits for the state machine is applied. */
  void apply(List<String> out) {
    while (!applies.isEmpty()) {
      Entry entry = applies.remove();
      applied = entry.index();
      appliedTerm = entry.term();
      if (entry.type() != EntryType.NORMAL) {
        ConfChangeV2 change = SimChange.decode(entry);
        Configuration next = new Configuration(conf).with(change);
        conf = next == null ? conf : next.state();
        step(new Input.ConfV2Applied(entry.index(), change), out);
      }
    }
    if (applied > raft.log().appliedIndex()) {
      step(new Input.Applied(applied), out);
    }
  }

  /** The snapshot of what is applied. */
  SnapshotMeta snapshot() {
    return new SnapshotMeta(applied, appliedTerm, conf);
  }

  long id() {
    return config.id();
  }

  String status() {
    return "%d: %s term %d leader %d last %d committed %d applied %d %s"
        .formatted(
            id(),
            raft.isLeader() ? "leads" : "follows",
            raft.term(),
            raft.leader(),
            raft.lastIndex(),
            raft.committedIndex(),
            applied,
            new Configuration(raft.confState()).text());
  }

  private static String text(Persist persist) {
    StringBuilder text = new StringBuilder();
    HardState state = persist.hardState();
    if (state != null) {
      text.append(
          "term %d vote %d commit %d ".formatted(state.term(), state.vote(), state.commit()));
    }
    SnapshotMeta snapshot = persist.snapshot();
    if (snapshot != null) {
      text.append("snapshot [%d of term %d] ".formatted(snapshot.index(), snapshot.term()));
    }
    if (!persist.entries().isEmpty()) {
      text.append(text(persist.entries())).append(' ');
    }
    if (!persist.replies().isEmpty()) {
      text.append(
          persist.replies().stream()
              .map(ScenarioMember::text)
              .collect(Collectors.joining("; ", "then ", " ")));
    }
    return text.isEmpty() ? "nothing" : text.substring(0, text.length() - 1);
  }

  private static String text(List<Entry> entries) {
    return entries.stream().map(ScenarioMember::text).collect(Collectors.joining(" "));
  }

  private static String text(Entry entry) {
    String data = entry.type() == EntryType.NORMAL ? entry.data().toString() : "" + entry.type();
    return entry.term() + "/" + entry.index() + (data.isEmpty() ? "" : ":" + data);
  }

  static String text(Message message) {
    StringBuilder text = new StringBuilder();
    text.append(message.from()).append("->").append(message.to()).append(' ');
    text.append(message.type().text()).append(" term ").append(message.term());
    if (message.index() != 0 || message.logTerm() != 0) {
      text.append(" at ").append(message.logTerm()).append('/').append(message.index());
    }
    if (!message.entries().isEmpty()) {
      text.append(" entries ").append(text(message.entries()));
    }
    if (message.commit() != 0) {
      text.append(" commit ").append(message.commit());
    }
    if (message.reject()) {
      text.append(" reject hint ").append(message.rejectHint());
    }
    if (!message.context().isEmpty()) {
      text.append(" context ").append(message.context());
    }
    SnapshotMeta snapshot = message.snapshot();
    if (snapshot != null) {
      text.append(" snapshot [" + snapshot.index() + " of term " + snapshot.term() + "]");
    }
    return text.toString();
  }
}
