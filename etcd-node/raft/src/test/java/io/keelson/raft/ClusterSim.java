package io.keelson.raft;

import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cluster whose every step a seed decides: first with faults, then without. */
final class ClusterSim {
  private static final int MEMBERS_MAX = 7;
  private static final int STEPS = 2500;

  private final SplittableRandom random;
  private final Hostility hostility;
  final ClusterChecks checks = new ClusterChecks();
  private final TreeMap<Long, SimMember> members = new TreeMap<>();
  private final List<Message> network = new ArrayList<>();
  private final TreeSet<Long> cutOff = new TreeSet<>();
  private final RaftConfig.Replication replication;
  private final boolean isPreVoting;
  private final int lossPercent;
  private final int duplicatePercent;
  private final int crashPermille;
  private final int hostilePercent;
  private final int patience;
  private long requests;

  ClusterSim(long seed) {
    random = new SplittableRandom(seed);
    hostility = new Hostility(random.split());
    isPreVoting = random.nextInt(4) > 0;
    lossPercent = random.nextInt(4) * 8;
    duplicatePercent = random.nextInt(3) * 10;
    crashPermille = random.nextInt(3) * 8;
    hostilePercent = random.nextInt(3);
    patience = 1 + random.nextInt(8);
    // Of its own source, so that a seed means what it meant before there was this.
    SplittableRandom gathering = new SplittableRandom(~seed);
    replication =
        new RaftConfig.Replication(
            60L + random.nextInt(200),
            1 + random.nextInt(6),
            200,
            1 + gathering.nextInt(4),
            gathering.nextInt(100),
            random.nextInt(12),
            200 + random.nextInt(400));
    int size = 1 + random.nextInt(MEMBERS_MAX);
    List<Entry> bootstrap = new ArrayList<>();
    for (long id = 1; id <= size; id++) {
      Bytes add = SimChange.encode(new ConfChange(0, ConfChange.Type.ADD_NODE, id, Bytes.EMPTY));
      bootstrap.add(new Entry(EntryType.CONF_CHANGE, 1, id, add));
    }
    checks.watch(members.values(), bootstrap);
    for (long id = 1; id <= size; id++) {
      add(id, bootstrap);
    }
  }

  private void add(long id, List<Entry> bootstrap) {
    RaftConfig config = new RaftConfig(id, 6, 1, 300, 600, isPreVoting, replication);
    SimMember member = new SimMember(config, bootstrap, random.split(), checks);
    members.put(id, member);
    start(member);
  }

  private void start(SimMember member) {
    member.start();
    checks.started(member);
  }

  /** Runs with faults. */
  void disturb() {
    for (int i = 0; i < STEPS; i++) {
      List<SimMember> all = List.copyOf(members.values());
      SimMember member = all.get(random.nextInt(all.size()));
      if (!member.isUp()) {
        if (random.nextInt(20) == 0) {
          start(member);
        }
      } else if (random.nextInt(1000) < crashPermille) {
        member.crash();
      } else {
        act(member);
      }
      if (random.nextInt(100) == 0) {
        cut();
      }
    }
  }

  private void act(SimMember member) {
    switch (random.nextInt(20)) {
      case 0 -> {
        for (int i = random.nextInt(patience); i >= 0; i--) {
          member.step(new Input.Tick());
        }
      }
      case 1, 2, 3 -> member.disk(random.nextInt(member.diskQueueSize() + 2));
      case 4, 5, 6 -> member.apply(random.nextInt(8));
      case 7 -> member.tell(1);
      case 8, 9 -> propose(member);
      case 10 -> member.read(++requests);
      case 11 -> rare(member);
      case 12 -> {
        if (random.nextInt(100) < hostilePercent * 10) {
          member.step(new Input.Received(hostility.message(member, members.firstKey())));
        }
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          deliver();
        }
      }
    }
    if (member.isUp() && random.nextInt(4) > 0) {
      collect(member);
    }
  }

  private void propose(SimMember member) {
    requests++;
    Bytes data = Bytes.utf8(requests + "x".repeat(random.nextInt(30)));
    member.step(new Input.Proposed(requests, EntryType.NORMAL, data));
  }

  private void rare(SimMember member) {
    switch (random.nextInt(6)) {
      case 0, 1 -> changeMembers(member);
      case 2 -> member.step(new Input.TransferLeadership(1 + random.nextLong(MEMBERS_MAX)));
      case 3 -> member.step(new Input.Unreachable(1 + random.nextLong(MEMBERS_MAX)));
      default -> member.answerSnapshot();
    }
  }

  private void changeMembers(SimMember member) {
    long request = ++requests;
    if (random.nextBoolean()) {
      ConfChange change = new ConfChange(request, drawType(), drawNode(), Bytes.EMPTY);
      member.step(new Input.Proposed(request, EntryType.CONF_CHANGE, SimChange.encode(change)));
      return;
    }
    List<ConfChangeSingle> changes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      changes.add(new ConfChangeSingle(drawType(), drawNode()));
    }
    ConfChangeV2 change =
        new ConfChangeV2(
            changes.isEmpty()
                ? ConfChangeV2.Transition.AUTO
                : SimChange.TRANSITIONS.get(random.nextInt(SimChange.TRANSITIONS.size())),
            changes,
            Bytes.EMPTY);
    member.step(new Input.Proposed(request, EntryType.CONF_CHANGE_V2, SimChange.encode(change)));
  }

  private ConfChange.Type drawType() {
    return SimChange.TYPES.get(random.nextInt(SimChange.TYPES.size()));
  }

  private long drawNode() {
    long node = 1 + random.nextLong(MEMBERS_MAX);
    if (!members.containsKey(node)) {
      add(node, List.of());
    }
    return node;
  }

  private void cut() {
    cutOff.clear();
    if (random.nextBoolean()) {
      for (long id : members.keySet()) {
        if (random.nextInt(3) == 0) {
          cutOff.add(id);
        }
      }
    }
  }

  private void collect(SimMember member) {
    member.take();
    network.addAll(member.takeOutgoing());
  }

  /** A message arrives: mostly one of the oldest, perhaps twice, perhaps never. */
  private void deliver() {
    if (network.isEmpty()) {
      return;
    }
    int position =
        random.nextInt(3) == 0
            ? random.nextInt(network.size())
            : random.nextInt(Math.min(3, network.size()));
    Message message = network.remove(position);
    if (random.nextInt(100) < duplicatePercent) {
      network.add(message);
    }
    boolean isLost =
        random.nextInt(100) < lossPercent
            || cutOff.contains(message.from()) != cutOff.contains(message.to());
    SimMember to = members.get(message.to());
    boolean isReceived = !isLost && to != null && to.isUp();
    if (isReceived && to != null) {
      receive(to, message);
    }
    if (message.type() == Message.Type.SNAP) {
      SimMember from = members.get(message.from());
      if (from != null && from.isUp()) {
        from.step(new Input.SnapshotReported(message.to(), isReceived));
      }
    }
  }

  private void receive(SimMember to, Message message) {
    to.step(new Input.Received(message));
    if (random.nextInt(3) > 0) {
      collect(to);
    }
  }

  /** Ends all faults and demands that the cluster agrees. */
  void heal() {
    cutOff.clear();
    members.values().stream().filter(member -> !member.isUp()).forEach(this::start);
    // Without asking first two members can disturb each other for a while.
    for (int round = 0; round < 60 || (round < 400 && leader() == null); round++) {
      calm(round);
    }
    SimMember leader = leader();
    if (leader == null && isLeftByItsLeader()) {
      return;
    }
    ClusterChecks.require(leader != null, "no leader after 10 election timeouts: " + describe());
    if (leader == null) {
      return;
    }
    propose(leader);
    long target = leader.raft().lastIndex();
    long request = ++requests;
    long readsBefore = checks.reads;
    leader.read(request);
    for (int round = 0; round < 60; round++) {
      calm(round);
    }
    ClusterChecks.require(checks.reads > readsBefore, "a read was never answered");
    ClusterChecks.require(checks.committedIndex() >= target, "a proposal was never committed");
    TreeSet<Long> expected = new TreeSet<>(leader.state().conf().voters());
    expected.addAll(leader.state().conf().learners());
    for (long id : expected) {
      SimMember member = members.get(id);
      ClusterChecks.require(
          member != null && member.state().equals(leader.state()),
          "member " + id + " did not converge: " + describe());
    }
  }

  /**
   * Whether the member that knows most is no voter any more and the voters have not heard of that,
   * because it failed just then: they need its vote and it may hold more than they do. Changes that
   * are in force when applied have this limit; it takes the loss of a member to get past it.
   */
  private boolean isLeftByItsLeader() {
    SimMember newest = members.firstEntry().getValue();
    for (SimMember member : members.values()) {
      newest = member.state().index() > newest.state().index() ? member : newest;
    }
    return !newest.state().conf().voters().contains(newest.id);
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (SimMember member : members.values()) {
      Raft raft = member.raft();
      text.append(
          "%n%d term %d leader %d last %d committed %d applied %s %s"
              .formatted(
                  member.id,
                  raft.term(),
                  raft.leader(),
                  raft.lastIndex(),
                  raft.committedIndex(),
                  member.state(),
                  raft.progress()));
    }
    return text.toString();
  }

  private @Nullable SimMember leader() {
    @Nullable SimMember best = null;
    for (SimMember member : members.values()) {
      if (member.raft().isLeader() && (best == null || best.raft().term() < member.raft().term())) {
        best = member;
      }
    }
    return best;
  }

  private void calm(int round) {
    for (SimMember member : List.copyOf(members.values())) {
      // A removed member is stopped after a while, as a server that learns of it stops.
      member.step(new Input.Tick());
      settle(member);
    }
    for (int i = 0; i < 400 && !network.isEmpty(); i++) {
      List<Message> batch = List.copyOf(network);
      network.clear();
      for (Message message : batch) {
        SimMember to = members.get(message.to());
        if (to != null) {
          to.step(new Input.Received(message));
        }
        if (message.type() == Message.Type.SNAP && members.get(message.from()) != null) {
          members.get(message.from()).step(new Input.SnapshotReported(message.to(), to != null));
        }
      }
      members.values().forEach(this::settle);
    }
    ClusterChecks.require(network.isEmpty(), "messages never end in round " + round);
  }

  private void settle(SimMember member) {
    do {
      collect(member);
      member.answerSnapshot();
      member.disk(Integer.MAX_VALUE);
      member.take();
      member.apply(Integer.MAX_VALUE);
      member.tell(Integer.MAX_VALUE);
      collect(member);
    } while (!member.isIdle());
  }
}
