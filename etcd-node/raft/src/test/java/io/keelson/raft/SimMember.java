package io.keelson.raft;

import io.keelson.raft.confchange.Configuration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated member: a core, a disk that forgets what was not written, and a state machine that
 * forgets what was not flushed. The state is a chain of hashes, so equal states mean equal pasts.
 */
final class SimMember {
  final long id;
  private final RaftConfig config;
  private final SplittableRandom random;
  private final ClusterChecks checks;

  // On disk.
  final TreeMap<Long, Entry> log = new TreeMap<>();
  HardState hardState;
  long logBase;
  long logBaseTerm;
  private State flushed;
  private @Nullable State received;

  // In memory.
  private @Nullable Raft raft;
  private final ArrayDeque<Persist> diskQueue = new ArrayDeque<>();
  private final ArrayDeque<Work> applyQueue = new ArrayDeque<>();
  private final ArrayDeque<Input> notices = new ArrayDeque<>();
  private final List<Long> wantedSnapshots = new ArrayList<>();
  private final List<Message> outgoing = new ArrayList<>();
  private final TreeMap<Long, Long> pendingReads = new TreeMap<>();
  private State state;

  /** What the state machine is at an index. */
  record State(long index, long term, long hash, ConfState conf) {}

  /** One thing to apply: an entry, or a state that takes the place of all before. */
  private record Work(@Nullable Entry entry, @Nullable SnapshotMeta restore) {}

  /** A member of a new cluster with the entries that found it, or without any one that joins. */
  SimMember(
      RaftConfig config, List<Entry> bootstrap, SplittableRandom random, ClusterChecks checks) {
    this.id = config.id();
    this.config = config;
    this.random = random;
    this.checks = checks;
    bootstrap.forEach(entry -> log.put(entry.index(), entry));
    this.hardState = bootstrap.isEmpty() ? HardState.EMPTY : new HardState(1, 0, bootstrap.size());
    this.flushed = new State(0, 0, 0, ConfState.EMPTY);
    this.state = flushed;
  }

  boolean isUp() {
    return raft != null;
  }

  Raft raft() {
    return Objects.requireNonNull(raft);
  }

  State state() {
    return state;
  }

  boolean isIdle() {
    return diskQueue.isEmpty() && applyQueue.isEmpty() && notices.isEmpty();
  }

  List<Message> takeOutgoing() {
    List<Message> taken = List.copyOf(outgoing);
    outgoing.clear();
    return taken;
  }

  long lastDurableIndex() {
    return log.isEmpty() ? logBase : log.lastKey();
  }

  /** Whether the disk holds the entry, or a state that includes it. */
  boolean holdsDurably(long index, long term) {
    Entry entry = log.get(index);
    return index <= logBase || (entry != null && entry.term() == term);
  }

  void start() {
    if (received != null && received.index() > flushed.index()) {
      flushed = received;
    }
    received = null;
    state = flushed;
    long compacted = logBase + random.nextLong(state.index() - logBase + 1);
    Entry atCompacted = log.get(compacted);
    long compactedTerm = atCompacted == null ? logBaseTerm : atCompacted.term();
    List<Entry> entries = List.copyOf(log.tailMap(compacted, false).values());
    raft =
        new Raft(
            config,
            new Raft.Recovered(
                hardState, state.conf(), state.index(), compacted, compactedTerm, entries),
            random.split());
    raft.invariant();
    if (random.nextBoolean()) {
      raft.step(new Input.TicksSkipped(random.nextInt(config.electionTicks())));
    }
  }

  /** Dies; of what waits for the disk a part may have got there. */
  void crash() {
    int written = random.nextInt(diskQueue.size() + 1);
    for (int i = 0; i < written; i++) {
      write(diskQueue.remove());
    }
    raft = null;
    diskQueue.clear();
    applyQueue.clear();
    notices.clear();
    wantedSnapshots.clear();
    outgoing.clear();
    pendingReads.clear();
  }

  void step(Input input) {
    Raft core = raft();
    core.step(input);
    core.invariant();
    checks.stepped(this);
  }

  void read(long requestId) {
    pendingReads.put(requestId, checks.acknowledgedIndex());
    step(new Input.ReadRequested(requestId));
  }

  void take() {
    Raft core = raft();
    do {
      Ready ready = core.ready();
      core.invariant();
      checks.stepped(this);
      handle(ready);
    } while (core.hasMore());
  }

  private void handle(Ready ready) {
    if (ready.persist() != null) {
      diskQueue.add(ready.persist());
    }
    ready.messages().forEach(this::send);
    wantedSnapshots.addAll(ready.snapshotsWanted());
    if (ready.restore() != null) {
      applyQueue.clear();
      applyQueue.add(new Work(null, ready.restore()));
    }
    ready.committed().forEach(entry -> applyQueue.add(new Work(entry, null)));
    for (ReadState read : ready.reads()) {
      Long acknowledged = pendingReads.remove(read.requestId());
      if (acknowledged != null) {
        checks.read(this, read.index(), acknowledged);
      }
    }
    ready.refused().forEach(refused -> pendingReads.remove(refused.requestId()));
  }

  private void send(Message message) {
    checks.leaves(this, message);
    outgoing.add(message);
  }

  /** The disk writes some of what waits, and says so. */
  void disk(int count) {
    long number = 0;
    List<Message> replies = new ArrayList<>();
    for (int i = 0; i < count && !diskQueue.isEmpty(); i++) {
      Persist persist = diskQueue.remove();
      write(persist);
      number = persist.number();
      replies.addAll(persist.replies());
    }
    if (number > 0) {
      replies.forEach(this::send);
      step(new Input.Persisted(number));
    }
  }

  int diskQueueSize() {
    return diskQueue.size();
  }

  private void write(Persist persist) {
    SnapshotMeta snapshot = persist.snapshot();
    if (snapshot != null) {
      log.clear();
      logBase = snapshot.index();
      logBaseTerm = snapshot.term();
      received = checks.stateAt(snapshot);
    }
    for (Entry entry : persist.entries()) {
      log.tailMap(entry.index(), true).clear();
      checks.written(this, entry, previousTerm(entry.index()));
      log.put(entry.index(), entry);
    }
    if (persist.hardState() != null) {
      checks.hardState(this, hardState, persist.hardState());
      hardState = persist.hardState();
    }
  }

  private long previousTerm(long index) {
    if (index - 1 == logBase) {
      return logBaseTerm;
    }
    return Objects.requireNonNull(log.get(index - 1), "a gap on disk").term();
  }

  /** The state machine applies some of what waits. */
  void apply(int count) {
    int applied = 0;
    for (; applied < count && !applyQueue.isEmpty(); applied++) {
      Work work = applyQueue.remove();
      if (work.restore() != null) {
        state = checks.stateAt(work.restore());
        flushed = state;
        notices.clear();
      } else {
        apply(Objects.requireNonNull(work.entry()));
      }
    }
    if (applied == 0) {
      return;
    }
    if (random.nextBoolean()) {
      tell(notices.size());
    }
    step(new Input.Applied(state.index()));
    if (random.nextInt(4) == 0) {
      flushed = state;
    }
  }

  private void apply(Entry entry) {
    ConfState conf = state.conf();
    if (entry.type() != EntryType.NORMAL) {
      ConfChangeV2 change = SimChange.decode(entry);
      Configuration next = new Configuration(conf).with(change);
      conf = next == null ? conf : next.state();
      notices.add(
          entry.type() == EntryType.CONF_CHANGE
              ? new Input.ConfApplied(entry.index(), SimChange.decodeSingle(entry.data()))
              : new Input.ConfV2Applied(entry.index(), change));
    }
    long hash = state.hash() * 31 + entry.hashCode();
    State next = new State(entry.index(), entry.term(), hash, conf);
    checks.applied(this, state, next, entry);
    state = next;
  }

  /** The core hears of changes of members that were applied. */
  void tell(int count) {
    for (int i = 0; i < count && !notices.isEmpty(); i++) {
      step(notices.remove());
    }
    if (notices.isEmpty() && applyQueue.isEmpty() && !raft().log().isRestoring()) {
      checks.sameConfiguration(this);
    }
  }

  /** A state machine is ready for a member that needs one, or is not. */
  void answerSnapshot() {
    if (!wantedSnapshots.isEmpty()) {
      long member = wantedSnapshots.remove(random.nextInt(wantedSnapshots.size()));
      if (random.nextInt(5) == 0 || state.index() == 0) {
        step(new Input.SnapshotReported(member, false));
      } else {
        SnapshotMeta meta = new SnapshotMeta(state.index(), state.term(), state.conf());
        step(new Input.SnapshotTaken(member, meta));
      }
    }
  }
}
