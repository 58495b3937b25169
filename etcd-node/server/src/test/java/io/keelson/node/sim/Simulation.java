package io.keelson.node.sim;

import io.keelson.node.main.SimNode;
import io.keelson.node.main.SimNode.Cluster;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.sim.WatchChecker.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a cluster, all of which a seed decides: whole members, their machines, the network and
 * clients on one thread of virtual time. First things go wrong, then they are mended, and the
 * cluster has to become well again within a bound. What must hold is checked after every event and
 * of the whole history at the end.
 */
final class Simulation implements SimWorld {
  private static final long MILLI = 1_000_000;
  private static final long CALM_MILLIS = 200;
  private static final long STEP_NANOS = 20 * MILLI;
  private static final double MILLIONTH = 1e-6;

  /** A machine can be up again while requests for votes of the same election are on their way. */
  private static final long BRIEF_NANOS = MILLI / 5;

  /** Ten election timeouts of the slowest kind, a client's patience and a slow thread's. */
  private static final long CONVERGE_NANOS = (10 * 2 * 200 + 400 + 600) * MILLI;

  private static final ThreadLocal<NodeMetrics> METRICS =
      ThreadLocal.withInitial(
          () ->
              new NodeMetrics(
                  new MetricRegistry(), new MetricsConfig("3.7.1", "25", false, false)));

  private final SimScheduler scheduler = new SimScheduler();
  private final Invariants invariants = new Invariants();
  private final Coverage coverage = new Coverage();
  private final History history = new History();
  private final SplittableRandom random;
  private final SimProfile profile;
  private final SimTrace trace;
  private final SimNetwork network;
  private final List<SimMember> members = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final List<SimWatcher> watchers = new ArrayList<>();
  private final SimAdministrator administrator;
  private boolean isFaulty = true;

  /** What a run showed. */
  record Result(long traceHash, long events, long revisions, Coverage coverage) {}

  private Simulation(long seed, int memberCount, @Nullable Appendable out) {
    random = new SplittableRandom(seed);
    profile = SimProfile.draw(random.split(), memberCount);
    trace = new SimTrace(scheduler, out);
    trace.note("simulation", "profile", profile.toString());
    network = new SimNetwork(this, random.split());
    List<Member> founders = SimConfigs.members(memberCount);
    for (int i = 1; i <= memberCount; i++) {
      Cluster cluster = new Cluster(founders.get(i - 1), founders, List.of());
      members.add(new SimMember(this, cluster, SimConfigs.config(i), random.split()));
    }
    for (int i = 1; i <= profile.clients(); i++) {
      clients.add(new SimClient(this, "c" + i, members, random.split()));
    }
    administrator = new SimAdministrator(this, members, random.split(), this::join);
    for (int i = random.nextInt(3); i > 0; i--) {
      watchers.add(new SimWatcher(this, "w" + i, members, random.split()));
    }
  }

  /**
   * Runs a seed.
   *
   * @param out gets one line per event, null for none
   * @throws Violation if something did not hold
   */
  static Result run(long seed, int memberCount, @Nullable Appendable out) {
    return new Simulation(seed, memberCount, out).run();
  }

  private Result run() {
    members.forEach(SimMember::start);
    clients.forEach(SimClient::start);
    watchers.forEach(SimWatcher::start);
    scheduleFaults();
    runUntil(profile.runMillis() * MILLI);
    heal();
    runUntil(scheduler.nowNanos() + CALM_MILLIS * MILLI);
    clients.forEach(SimClient::stop);
    converge();
    return check();
  }

  private void runUntil(long nanos) {
    while (scheduler.runNext(nanos)) {
      // The event has done its work.
    }
  }

  private void scheduleFaults() {
    again(profile.crashMillis(), () -> member(this::crash));
    again(profile.killMillis(), () -> member(this::kill));
    again(profile.stopMillis(), () -> member(this::stop));
    again(profile.powerMillis(), this::powerFails);
    again(
        profile.pauseMillis(), () -> member(member -> member.pause(random.nextLong(600 * MILLI))));
    again(profile.partitionMillis(), this::partition);
    again(profile.memberMillis(), administrator::change);
    again(profile.transferMillis(), () -> member(this::transfer));
    again(
        profile.wallJumpMillis(),
        () ->
            member(
                member -> member.machine().jumpWallClock(random.nextLong(-3_600_000, 3_600_000))));
  }

  private void again(long meanMillis, Runnable fault) {
    if (meanMillis > 0) {
      scheduler.after(
          random.nextLong(2 * meanMillis * MILLI),
          () -> {
            if (isFaulty) {
              fault.run();
              again(meanMillis, fault);
            }
          });
    }
  }

  private void member(Consumer<SimMember> action) {
    action.accept(members.get(random.nextInt(members.size())));
  }

  /** A machine for a member that somebody adds, or means to. */
  private void join(Member joining) {
    List<Member> others =
        members.stream().map(member -> SimConfigs.member(member.number())).toList();
    int number = SimConfigs.number(joining);
    SimMember member =
        new SimMember(
            this,
            new Cluster(joining, List.of(), others),
            SimConfigs.config(number),
            random.split());
    scheduler.after(
        SimAdministrator.joinDelayNanos(random),
        () -> {
          members.add(member);
          member.start();
        });
  }

  private void partition() {
    int count = members.size();
    if (count == 1) {
      return;
    }
    network.mend();
    long one = members.get(random.nextInt(count)).id();
    int kind = random.nextInt(5);
    trace.note("simulation", "partition", kind, one);
    coverage.hit("partition " + kind);
    int half = 1 + random.nextInt(count - 1);
    int shift = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      long other = members.get(i).id();
      switch (kind) {
        case 0 -> {
          network.cut(one, other);
          network.cut(other, one);
        }
        case 1 -> network.cut(one, other);
        case 2 -> network.cut(other, one);
        case 3 -> cutHalves(half, shift, i);
        default -> {
          if (random.nextInt(3) == 0) {
            network.cut(one, other);
          }
          if (random.nextInt(3) == 0) {
            network.cut(other, one);
          }
        }
      }
    }
    scheduler.after(random.nextLong(1500 * MILLI), network::mend);
  }

  private void cutHalves(int half, int shift, int index) {
    for (int j = 0; j < members.size(); j++) {
      boolean isHere = (index + shift) % members.size() < half;
      boolean isThere = (j + shift) % members.size() < half;
      if (isHere != isThere) {
        network.cut(members.get(index).id(), members.get(j).id());
      }
    }
  }

  private void transfer(SimMember from) {
    @Nullable SimNode node = from.node();
    if (node != null) {
      long to = members.get(random.nextInt(members.size())).id();
      trace.note(from.name(), "transfers", to, node.status().term());
      coverage.hit(node.status().isLeader() ? "transfer" : "transfer by a follower");
      from.enter(() -> node.transferLeadership(to));
    }
  }

  private void crash(SimMember member) {
    if (member.isUp()) {
      member.crash();
      member.restartLater();
    }
  }

  private void kill(SimMember member) {
    if (member.isUp()) {
      member.kill();
      member.restartLater();
    }
  }

  private void stop(SimMember member) {
    if (member.isUp()) {
      member.stop();
      member.restartLater();
    }
  }

  private void powerFails() {
    trace.note("simulation", "power fails", 0, 0);
    coverage.hit("power failure");
    members.forEach(this::crash);
  }

  private void heal() {
    trace.note("simulation", "heals", 0, 0);
    isFaulty = false;
    network.mend();
    members.forEach(SimMember::start);
  }

  private boolean isHopeless() {
    return members.stream().filter(SimMember::isDamaged).count() * 2 >= members.size();
  }

  private void converge() {
    long bound = scheduler.nowNanos() + CONVERGE_NANOS;
    TreeMap<Long, Settling> all = new TreeMap<>();
    while (!isHopeless()) {
      runUntil(scheduler.nowNanos() + STEP_NANOS);
      for (SimMember member : members) {
        if (!member.isDamaged() && !all.containsKey(member.id())) {
          all.put(member.id(), new Settling(this, member, members, random.split()));
        }
      }
      List<Settling> settling = inCluster(all);
      turnOffOthers();
      settling.forEach(Settling::ask);
      if (isSettled(settling)) {
        return;
      }
      watchers.forEach(SimWatcher::askProgress);
      Violation.check(
          scheduler.nowNanos() < bound,
          "not well again in time: %s, watchers told up to %s",
          settling,
          watchers.stream().map(SimWatcher::toldUpTo).toList());
    }
    coverage.hit("hopeless");
  }

  /** Those that the newest configuration names: who was removed need not come along. */
  private List<Settling> inCluster(SortedMap<Long, Settling> all) {
    @Nullable Membership membership = SimAdministrator.membership(members);
    return membership == null
        ? List.of()
        : all.values().stream().filter(one -> membership.member(one.id()) != null).toList();
  }

  /** Who is not in the cluster may not know it; somebody turns those machines off. */
  private void turnOffOthers() {
    @Nullable Membership membership = SimAdministrator.membership(members);
    for (SimMember member : members) {
      boolean isKnown = membership == null || membership.member(member.id()) != null;
      if (isKnown && !member.isUp()) {
        member.start();
      } else if (!isKnown && member.isUp()) {
        member.kill();
      }
    }
  }

  private boolean isSettled(List<Settling> settling) {
    if (settling.isEmpty()
        || !clients.stream().allMatch(SimClient::isIdle)
        || !settling.stream().allMatch(Settling::isDone)) {
      return false;
    }
    long revision = settling.stream().mapToLong(Settling::revision).max().orElse(0);
    long applied = settling.stream().mapToLong(Settling::applied).max().orElse(0);
    boolean areEqual =
        settling.stream().allMatch(one -> one.revision() == revision && one.applied() == applied);
    return areEqual && watchers.stream().allMatch(one -> one.toldUpTo() >= revision);
  }

  private Result check() {
    if (!isHopeless()) {
      StoreChecks.check(members.stream().filter(SimMember::isUp).toList());
      coverage.hit(members.size() > profile.members() ? "grown cluster" : "founders only");
    }
    List<Watched> watches = new ArrayList<>();
    watchers.forEach(watcher -> watches.addAll(watcher.watched()));
    double drift = 2 * profile.driftMax() * MILLIONTH;
    List<NavigableMap<String, KeyState>> states =
        LinearizabilityChecker.check(history, watches, drift);
    watches.forEach(watched -> WatchChecker.check(watched, states));
    long revision = states.size();
    trace.note("simulation", "ends", revision, history.calls().size());
    return new Result(trace.hash(), scheduler.count(), revision, coverage);
  }

  @Override
  public SimScheduler scheduler() {
    return scheduler;
  }

  @Override
  public SimTrace trace() {
    return trace;
  }

  @Override
  public SimProfile profile() {
    return profile;
  }

  @Override
  public Invariants invariants() {
    return invariants;
  }

  @Override
  public Coverage coverage() {
    return coverage;
  }

  @Override
  public NodeMetrics metrics() {
    return METRICS.get();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public boolean isFaulty() {
    return isFaulty;
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void voted(long voter, long term, long candidate) {
    invariants.voted(voter, term, candidate);
    if (isFaulty && SimProfile.happens(random, profile.voteCrashes())) {
      coverage.hit("crash after a vote");
      scheduler.after(
          1, () -> members.stream().filter(one -> one.id() == voter).forEach(this::crashBriefly));
    }
  }

  private void crashBriefly(SimMember member) {
    if (member.isUp()) {
      member.crash();
      scheduler.after(random.nextLong(BRIEF_NANOS), member::start);
    }
  }

  @Override
  public boolean mayRot(SimMember member) {
    long others = members.stream().filter(one -> one != member && one.isRotten()).count();
    boolean isSteady = profile.memberMillis() == 0;
    return members.size() == 1 || (isSteady && (others + 1) * 2 < members.size());
  }

  @Override
  public void left(SimMember member) {
    watchers.forEach(watcher -> watcher.left(member));
  }
}
