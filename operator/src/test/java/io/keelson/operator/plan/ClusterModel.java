package io.keelson.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes and etcd as far as the planner can tell: pods that take a while, nodes and volumes
 * that vanish, servers that hang or are not heard, calls whose answer is lost. It refuses what
 * would lose data or a quorum, by an exception.
 */
final class ClusterModel {
  static final Goal.Repair REPAIR =
      new Goal.Repair(
          true,
          Duration.ofSeconds(60),
          2,
          Duration.ofSeconds(60),
          100,
          Duration.ofSeconds(4),
          Duration.ofSeconds(300));
  private static final long CLUSTER_ID = 0xc0;
  private static final Duration TICK = Duration.ofSeconds(2);

  private final RandomGenerator random;
  Instant now = Instant.EPOCH;
  Goal goal;
  long clusterId;
  private int foundingSize;
  private long nextId = 100;
  private long leaderId;
  private long index = 1;
  final Map<Integer, Keep> records = new TreeMap<>();
  final Map<String, Claim> claims = new TreeMap<>();
  Map<Long, Roll.Entry> roll = new TreeMap<>();
  boolean troubled = true;
  final RestoreModel restore;

  /** What the status remembers of slots. */
  private List<SlotFacts> slots = List.of();

  /** All claims that ever were: the name of a volume never comes back. */
  private final Set<String> claimed = new TreeSet<>();

  /** The number of the cluster's identity: one more with every restore. */
  private int generation = 1;

  /** Identities under which a server has run: each has its data on one volume. */
  private final Set<Long> ran = new TreeSet<>();

  ClusterModel(RandomGenerator random, int replicas) {
    this.random = random;
    this.restore = new RestoreModel(random);
    this.goal =
        new Goal(replicas, "h0", "3.7.1", 1, Goal.Mode.RUN, REPAIR, Duration.ofSeconds(20), false);
  }

  /** The record of a member, and its pod. */
  static final class Keep {
    final int slot;
    final int incarnation;
    boolean seed;
    int generation;
    boolean leaving;
    boolean deleted;
    long memberId;
    boolean claimMade;
    int recreations;
    Optional<Instant> recreatedAt = Optional.empty();
    Optional<Instant> healthySince = Optional.empty();
    Optional<Instant> unhealthySince;
    @Nullable Pod pod;

    Keep(int slot, int incarnation, boolean seed, int generation, Instant now) {
      this.generation = generation;
      this.unhealthySince = Optional.of(now);
      this.slot = slot;
      this.incarnation = incarnation;
      this.seed = seed;
    }

    String name() {
      return "m-" + slot;
    }

    String claimName() {
      return "data-" + name() + "-" + incarnation;
    }
  }

  static final class Pod {
    final String uid;
    final String hash;
    final boolean founding;
    final Instant since;
    int startsIn;
    int endsIn = -1;
    boolean hung;

    /** For so long it runs well and the operator does not hear it. */
    int unheard;

    boolean nodeLost;
    boolean labelledVoter;

    /** A container brings restored data first. */
    boolean brings;

    boolean brought;
    int failures;
    boolean forGood;

    Pod(String uid, String hash, boolean founding, Instant since, int startsIn) {
      this.since = since;
      this.uid = uid;
      this.hash = hash;
      this.founding = founding;
      this.startsIn = startsIn;
    }
  }

  static final class Claim {
    final int slot;
    final int incarnation;
    final long bytes;
    long dataOf;
    Optional<Quarantine> quarantine = Optional.empty();
    long applied;

    /** Its disk takes over data more slowly than others write it. */
    boolean slow;

    Claim(int slot, int incarnation, long bytes) {
      this.slot = slot;
      this.incarnation = incarnation;
      this.bytes = bytes;
    }
  }

  /** Time goes by: pods start and end, a leader is found, learners catch up. */
  void tick() {
    now = now.plus(TICK);
    index += random.nextInt(50);
    for (Keep record : records.values()) {
      Pod pod = record.pod;
      if (pod != null && pod.nodeLost && random.nextInt(150) == 0) {
        pod.nodeLost = false; // somebody mended it
      }
      if (pod == null || pod.nodeLost) {
        continue;
      }
      pod.unheard = Math.max(0, pod.unheard - 1);
      if (pod.endsIn > 0) {
        pod.endsIn--;
      } else if (pod.endsIn == 0) {
        record.pod = null;
      } else if (pod.startsIn > 0) {
        pod.startsIn--;
      }
      bring(pod);
      run(record);
    }
    found();
    noTwoClusters();
    if (!up(leaderId)) {
      leaderId =
          roll.values().stream()
              .filter(entry -> !entry.learner() && up(entry.memberId()))
              .mapToLong(Roll.Entry::memberId)
              .findFirst()
              .orElse(0);
    }
    for (Keep record : records.values()) {
      boolean healthy = poll(record).filter(Poll::serving).isPresent();
      if (healthy) {
        record.unhealthySince = Optional.empty();
        record.recreations = 0;
        record.healthySince = Optional.of(record.healthySince.orElse(now));
      } else {
        record.healthySince = Optional.empty();
        record.unhealthySince = Optional.of(record.unhealthySince.orElse(now));
      }
    }
  }

  private void run(Keep record) {
    Pod pod = record.pod;
    Claim claim = claims.get(record.claimName());
    boolean waits = pod != null && pod.brings && !pod.brought;
    if (pod == null || pod.startsIn > 0 || pod.endsIn >= 0 || claim == null || waits) {
      return;
    }
    Roll.Entry entry = roll.get(record.memberId);
    if (claim.dataOf == 0 && entry != null && !pod.founding) {
      if (!ran.add(entry.memberId())) {
        throw new IllegalStateException(record.name() + " starts empty under a known identity");
      }
      claim.dataOf = record.memberId;
      roll.put(
          entry.memberId(),
          new Roll.Entry(
              entry.memberId(), record.name(), entry.peerUrl(), entry.slot(), entry.learner()));
    }
    restore.ghosts.remove(claim.dataOf); // its volume is with one server only
    if (claim.dataOf != 0 && quorate()) {
      boolean learner = entry != null && entry.learner();
      int step = claim.slow && learner ? 0 : 40 + random.nextInt(400);
      claim.applied = Math.min(index, claim.applied + step);
    }
  }

  /** A majority of the first members runs: the cluster is there. */
  private void found() {
    if (clusterId != 0 || foundingSize == 0) {
      return;
    }
    List<Keep> started =
        records.values().stream()
            .filter(r -> r.seed && r.generation == generation && running(r))
            .toList();
    if (started.size() < Quorum.of(foundingSize)) {
      return;
    }
    clusterId = CLUSTER_ID + generation;
    if (generation > 1) {
      Keep first = started.getFirst();
      long id = nextId++;
      roll.put(id, new Roll.Entry(id, first.name(), url(first.slot), first.slot, false));
      claim(first.claimName()).dataOf = id;
      ran.add(id);
      return;
    }
    for (int slot = 0; slot < foundingSize; slot++) {
      roll.put(slot + 1L, new Roll.Entry(slot + 1L, "m-" + slot, url(slot), slot, false));
    }
    for (Keep record : records.values()) {
      Claim claim = claims.get(record.claimName());
      if (claim != null) {
        claim.dataOf = record.slot + 1L;
        ran.add(claim.dataOf);
      }
    }
  }

  static String url(int slot) {
    return "http://m-" + slot + ":2380";
  }

  private boolean running(Keep record) {
    Pod pod = record.pod;
    return pod != null
        && (!pod.brings || pod.brought)
        && pod.startsIn == 0
        && pod.endsIn < 0
        && !pod.hung
        && !pod.nodeLost
        && claims.containsKey(record.claimName());
  }

  private boolean up(long memberId) {
    return records.values().stream()
        .anyMatch(
            record -> {
              Claim claim = claims.get(record.claimName());
              return running(record) && claim != null && claim.dataOf == memberId;
            });
  }

  boolean quorate() {
    return upVoters() >= Quorum.of(voters()) && voters() > 0;
  }

  int voters() {
    return (int) roll.values().stream().filter(entry -> !entry.learner()).count();
  }

  int upVoters() {
    return (int)
        roll.values().stream().filter(entry -> !entry.learner() && up(entry.memberId())).count();
  }

  private Optional<Poll> poll(Keep record) {
    Claim claim = claims.get(record.claimName());
    boolean heard = record.pod != null && record.pod.unheard == 0;
    if (!heard || !running(record) || claim == null || claim.dataOf == 0) {
      return Optional.empty();
    }
    Roll.Entry entry = roll.get(claim.dataOf);
    if (entry == null) {
      return Optional.empty();
    }
    boolean serving = quorate();
    return Optional.of(
        new Poll(
            claim.dataOf,
            CLUSTER_ID + generation,
            serving ? leaderId : 0,
            1,
            claim.applied,
            claim.applied,
            entry.learner(),
            serving,
            "3.7.1",
            1,
            1,
            1,
            0));
  }

  Observation observe() {
    List<MemberFacts> members = new ArrayList<>();
    for (Keep record : records.values()) {
      members.add(member(record));
    }
    List<ClaimFacts> all =
        claims.entrySet().stream().map(e -> facts(e.getKey(), e.getValue())).toList();
    int founders = foundingSize == 0 ? goal.replicas() : foundingSize;
    List<String> seeds = new ArrayList<>();
    if (!restore.survivor.isEmpty()) {
      seeds.add(restore.survivor);
      founders = 0;
    }
    for (int slot = 0; slot < founders; slot++) {
      seeds.add("m-" + slot);
    }
    Roll seen =
        quorate() && random.nextInt(20) != 0
            ? new Roll(true, List.copyOf(roll.values()), List.of())
            : Roll.unknown();
    if (quorate()) {
      restore.voters = voters();
    }
    Observation observation =
        new Observation(
            now,
            goal,
            "m",
            clusterId,
            seeds,
            members,
            all,
            seen,
            slots,
            Backups.none(),
            restore.facts(now));
    slots = SlotFacts.after(observation);
    return observation;
  }

  private static ClaimFacts facts(String name, Claim claim) {
    return new ClaimFacts(
        name,
        claim.slot,
        claim.incarnation,
        claim.bytes,
        claim.bytes,
        false,
        false,
        false,
        false,
        claim.quarantine);
  }

  private MemberFacts member(Keep record) {
    Claim claim = claims.get(record.claimName());
    return new MemberFacts(
        record.name(),
        record.slot,
        record.incarnation,
        url(record.slot),
        record.generation,
        record.seed,
        record.leaving,
        record.deleted,
        record.memberId,
        record.claimMade,
        Optional.ofNullable(claim).map(c -> facts(record.claimName(), c)),
        Optional.ofNullable(record.pod).map(pod -> facts(record, pod)),
        poll(record),
        record.healthySince,
        record.unhealthySince,
        record.recreations,
        record.recreatedAt);
  }

  private PodFacts facts(Keep record, Pod pod) {
    PodFacts.State state =
        pod.nodeLost
            ? PodFacts.State.NODE_LOST
            : pod.startsIn > 0 ? PodFacts.State.STARTING : PodFacts.State.RUNNING;
    return new PodFacts(
        pod.uid,
        pod.hash,
        "3.7.1",
        "n" + record.slot,
        state,
        pod.since,
        running(record) && quorate(),
        pod.labelledVoter,
        pod.endsIn >= 0,
        seedWork(pod),
        "");
  }

  /** Carries out a step, unless the call fails, and says whether it did not. */
  boolean execute(Step step) {
    if (random.nextInt(25) == 0) {
      return false;
    }
    carryOut(step);
    return random.nextInt(50) != 0; // the answer may get lost as well
  }

  private void carryOut(Step step) {
    switch (step) {
      case Step.CreateRecord s -> createRecord(s);
      case Step.CreateClaim s -> {
        Keep record = record(s.member());
        if (!claims.containsKey(record.claimName()) && !claimed.add(record.claimName())) {
          throw new IllegalStateException("the name of a former volume: " + s);
        }
        claims.putIfAbsent(record.claimName(), new Claim(record.slot, record.incarnation, 1));
        record.claimMade = true;
      }
      case Step.GrowClaim s -> throw new IllegalStateException("no claim is too small: " + s);
      case Step.CreatePod s -> createPod(s);
      case Step.RecordIdentity s -> {
        record(s.member()).memberId = s.memberId();
        record(s.member()).unhealthySince = record(s.member()).unhealthySince.map(since -> now);
      }
      case Step.LabelVoter s -> {
        Pod pod = record(s.member()).pod;
        if (pod != null) {
          pod.labelledVoter = true;
        }
      }
      case Step.Decommission s -> record(s.member()).leaving = true;
      case Step.RemovePod s -> removePod(s);
      case Step.DeleteRecord s -> {
        if (record(s.member()).pod != null) {
          throw new IllegalStateException("the pod is still there: " + s);
        }
        records.remove(record(s.member()).slot);
        if (records.isEmpty() && clusterId == 0) {
          foundingSize = 0;
        }
      }
      case Step.DeleteClaim s -> {
        Claim claim = claims.get(s.member());
        if (claim != null && claim.quarantine.isPresent() && !goal.mode().ending()) {
          throw new IllegalStateException("a volume in quarantine is deleted: " + s);
        }
        claims.remove(s.member());
      }
      case Step.PutAside s -> putAside(s);
      case Step.Recover s -> recover(s);
      case Step.Reattach s -> reattach(s);
      case Step.Release s -> claim(s.claim()).quarantine = Optional.empty();
      case Step.TakeBackup s -> throw new IllegalStateException("nobody asks for backups: " + s);
      case Step.StopPod s -> stopPod(s);
      case Step.AddLearner s -> {
        if (roll.values().stream().noneMatch(entry -> entry.peerUrl().equals(s.peerUrl()))) {
          requireQuorum(s);
          int slot = record(s.member()).slot;
          roll.put(nextId, new Roll.Entry(nextId, "", s.peerUrl(), slot, true));
          nextId++;
        }
      }
      case Step.Promote s -> promote(s);
      case Step.RemoveMember s -> remove(s);
      case Step.MoveLeader s -> {
        if (up(s.toId()) && quorate()) {
          leaderId = s.toId();
        }
      }
    }
  }

  private void requireQuorum(Step step) {
    if (!quorate()) {
      throw new IllegalStateException("no quorum for " + step);
    }
  }

  private void createRecord(Step.CreateRecord step) {
    if (step.seed() && clusterId != 0) {
      throw new IllegalStateException("founded twice: " + step);
    }
    if (foundingSize == 0) {
      foundingSize = goal.replicas();
    }
    if (restore.fenced()) {
      throw new IllegalStateException("a member is made while others are fenced: " + step);
    }
    records.putIfAbsent(
        step.slot(), new Keep(step.slot(), step.incarnation(), step.seed(), generation, now));
  }

  private Keep record(String member) {
    return records.values().stream()
        .filter(record -> record.name().equals(member))
        .findFirst()
        .orElseThrow();
  }

  private void createPod(Step.CreatePod step) {
    Keep record = record(step.member());
    if (step.founding() && clusterId != 0) {
      throw new IllegalStateException("a second cluster is founded by " + step);
    }
    if (!step.founding() && record.memberId == 0 && !record.seed) {
      throw new IllegalStateException("started before it is a member: " + step);
    }
    Claim claim = claims.get(record.claimName());
    if (claim != null && claim.quarantine.isPresent()) {
      throw new IllegalStateException("a volume in quarantine is used: " + step);
    }
    if (record.generation != generation) {
      throw new IllegalStateException("a member of another identity is started: " + step);
    }
    if (record.pod == null) {
      record.pod =
          new Pod("u" + nextId++, goal.specHash(), step.founding(), now, 1 + random.nextInt(3));
      record.pod.brings = generation > 1 && record.seed && record.memberId == 0;
    }
  }

  private void removePod(Step.RemovePod step) {
    Keep record = record(step.member());
    boolean spared = goal.mode() == Goal.Mode.RUN && !restore.fenced();
    if (record.pod != null && spared && running(record)) {
      Claim claim = claims.get(record.claimName());
      if (claim != null && roll.containsKey(claim.dataOf)) {
        throw new IllegalStateException("a running member loses its pod: " + step);
      }
    }
    if (record.pod != null) {
      Claim claim = claims.get(record.claimName());
      if (step.force() && record.pod.nodeLost && claim != null && claim.dataOf != 0) {
        restore.ghosts.put(claim.dataOf, record.generation);
      }
      record.pod.endsIn = step.force() ? 0 : 1 + random.nextInt(3);
      record.pod.nodeLost &= !step.force();
    }
  }

  private void stopPod(Step.StopPod step) {
    Keep record = record(step.member());
    Pod pod = record.pod;
    if (pod == null || !pod.uid.equals(step.uid())) {
      return;
    }
    Claim claim = claims.get(record.claimName());
    boolean voter =
        claim != null
            && Optional.ofNullable(roll.get(claim.dataOf)).filter(e -> !e.learner()).isPresent();
    if (goal.mode() == Goal.Mode.RUN
        && voter
        && running(record)
        && quorate()
        && upVoters() - 1 < Quorum.of(voters())
        && goal.replicas() > 2) {
      throw new IllegalStateException("takes the quorum away: " + step);
    }
    if (step.why() == Step.Why.REPAIR) {
      record.recreations++;
      record.recreatedAt = Optional.of(now);
    }
    pod.endsIn = 1 + random.nextInt(3);
  }

  private void promote(Step.Promote step) {
    requireQuorum(step);
    Roll.Entry entry = roll.get(step.memberId());
    if (entry != null && entry.learner()) {
      if (upVoters() + (up(entry.memberId()) ? 1 : 0) < Quorum.of(voters() + 1)) {
        throw new IllegalStateException("takes the quorum away: " + step);
      }
      roll.put(
          entry.memberId(),
          new Roll.Entry(entry.memberId(), entry.name(), entry.peerUrl(), entry.slot(), false));
    }
  }

  private void remove(Step.RemoveMember step) {
    requireQuorum(step);
    Roll.Entry entry = roll.get(step.memberId());
    if (entry == null) {
      return;
    }
    if (!entry.learner()) {
      int left = upVoters() - (up(entry.memberId()) ? 1 : 0);
      if (left < Quorum.of(voters() - 1) || voters() == 1) {
        throw new IllegalStateException("takes the quorum away: " + step);
      }
    }
    roll.remove(step.memberId());
  }

  private Claim claim(String name) {
    return Objects.requireNonNull(claims.get(name), name);
  }

  private Optional<SeedWork> seedWork(Pod pod) {
    if (!pod.brings) {
      return Optional.empty();
    }
    SeedWork.State state =
        pod.brought
            ? SeedWork.State.DONE
            : pod.failures > 0 ? SeedWork.State.FAILED : SeedWork.State.RUNNING;
    return Optional.of(new SeedWork(state, pod.failures, pod.forGood, "", ""));
  }

  /** The container that brings the data does its work, or tries to. */
  private void bring(Pod pod) {
    if (!pod.brings || pod.brought || pod.startsIn > 0 || pod.endsIn >= 0) {
      return;
    }
    switch (restore.fate) {
      case WELL -> {
        if (random.nextInt(4) == 0) {
          pod.failures++;
        } else {
          pod.brought = true;
        }
      }
      case HOPELESS -> {
        pod.failures++;
        pod.forGood = true;
      }
      case STUCK -> {}
    }
  }

  private void putAside(Step.PutAside step) {
    Keep record = record(step.member());
    boolean silent = step.silent() && record.pod != null && record.pod.nodeLost;
    if ((record.pod != null && !silent) || !restore.fenced()) {
      throw new IllegalStateException("the volume is in use: " + step);
    }
    claim(record.claimName()).quarantine =
        Optional.of(new Quarantine(step.restore(), step.memberId(), step.silent()));
  }

  private void recover(Step.Recover step) {
    Keep record = record(step.member());
    if (record.pod != null || records.size() > 1) {
      throw new IllegalStateException("others are still there: " + step);
    }
    record.memberId = 0;
    record.seed = true;
    record.generation = restore.generation();
  }

  private void reattach(Step.Reattach step) {
    int old = restore.before.orElseThrow().generation();
    if (records.values().stream().anyMatch(r -> r.generation != old)) {
      throw new IllegalStateException("restored members are still there: " + step);
    }
    Keep record =
        records.computeIfAbsent(step.slot(), s -> new Keep(s, step.incarnation(), false, old, now));
    record.memberId = step.memberId();
    record.claimMade = true;
  }

  RestoreModel.Identity identity() {
    return new RestoreModel.Identity(clusterId, generation, roll);
  }

  void become(RestoreModel.Identity identity) {
    clusterId = identity.clusterId();
    generation = identity.generation();
    roll = identity.roll();
    foundingSize = clusterId == 0 ? 1 : foundingSize;
    leaderId = 0;
  }

  /** Whoever runs has the present identity; of another there may be some, but no quorum. */
  private void noTwoClusters() {
    boolean serves = clusterId != 0 && quorate();
    for (Keep record : records.values()) {
      if (serves && record.generation != generation && running(record)) {
        throw new IllegalStateException("two clusters: " + record.name() + " is of another");
      }
    }
    if (serves && restore.before.isPresent()) {
      RestoreModel.Identity old = restore.before.get();
      long voters = old.roll().values().stream().filter(entry -> !entry.learner()).count();
      long ghosts =
          restore.ghosts.entrySet().stream()
              .filter(ghost -> ghost.getValue() == old.generation())
              .filter(ghost -> old.generation() != generation)
              .map(ghost -> Optional.ofNullable(old.roll().get(ghost.getKey())))
              .filter(entry -> entry.filter(e -> !e.learner()).isPresent())
              .count();
      if (voters > 0 && ghosts >= Quorum.of((int) voters)) {
        throw new IllegalStateException("two clusters: the old one may still serve");
      }
    }
  }

  /** A quorum loses its volumes, and then somebody asks for what is left. */
  void catastrophe() {
    if (clusterId == 0 || !restore.idle() || restore.failed() || voters() < 2 || !quorate()) {
      return;
    }
    List<Roll.Entry> all = roll.values().stream().filter(entry -> !entry.learner()).toList();
    int lost = 0;
    for (Roll.Entry entry : all) {
      for (Keep record : records.values()) {
        if (record.memberId == entry.memberId() && lost < Quorum.of(all.size())) {
          claims.remove(record.claimName());
          record.pod = null;
          lost++;
        }
      }
    }
    doomed = true;
    restore.order(RestoreFacts.Kind.SURVIVOR, "");
  }

  /** A backup is restored in place of what is there. */
  void restoreInPlace() {
    if (restore.idle() && (clusterId != 0 || restore.failed())) {
      restore.order(RestoreFacts.Kind.IN_PLACE, "");
    }
  }

  /** The quorum is gone for good, unless a restore brings it back. */
  boolean doomed;

  /** A restore is over, and nobody can expect more of the cluster than it left. */
  private boolean restoredBadly() {
    boolean alive = voters() > 0 && intact() >= Quorum.of(voters());
    return restore.failed()
        ? records.values().stream().allMatch(r -> r.pod == null || r.pod.nodeLost)
        : restore.idle() && clusterId != 0 && !alive && doomed;
  }

  private int intact() {
    return (int)
        roll.values().stream()
            .filter(entry -> !entry.learner())
            .filter(entry -> claims.values().stream().anyMatch(c -> c.dataOf == entry.memberId()))
            .count();
  }

  /** What the user asked for is there. */
  boolean reached() {
    if (goal.mode() == Goal.Mode.RUN) {
      if (!restore.idle()) {
        return false;
      }
      if (restoredBadly()) {
        return true;
      }
    }
    return switch (goal.mode()) {
      case RUN ->
          voters() == goal.replicas()
              && roll.size() == goal.replicas()
              && records.size() == goal.replicas()
              && records.values().stream()
                  .allMatch(
                      r ->
                          running(r)
                              && r.pod != null
                              && r.pod.labelledVoter
                              && r.pod.hash.equals(goal.specHash()));
      case HIBERNATED -> records.values().stream().allMatch(r -> r.pod == null || r.pod.nodeLost);
      case PAUSED -> true;
      case ENDING_WITH_BACKUP -> throw new IllegalStateException("nobody asks for a backup");
      case ENDING_KEEP_VOLUMES -> records.isEmpty();
      case ENDING_DELETE_VOLUMES -> records.isEmpty() && claims.isEmpty();
    };
  }

  /** Something breaks, but never more than a quorum can lose. */
  void fault() {
    List<Keep> candidates = records.values().stream().filter(r -> r.pod != null).toList();
    if (!restore.idle() && random.nextInt(12) == 0) {
      loseAnyVolume();
    }
    if (candidates.isEmpty()) {
      return;
    }
    Keep record = candidates.get(random.nextInt(candidates.size()));
    if (clusterId == 0) {
      claims.remove(record.claimName());
      record.pod = null;
      return;
    }
    Claim claim = claims.get(record.claimName());
    boolean spare = intact(record) >= Quorum.of(voters()) && voters() > 1;
    switch (random.nextInt(9)) {
      case 0 -> record.pod = null;
      case 7 -> unheard(record);
      case 8 -> records.values().forEach(this::unheard);
      case 1 -> {
        if (record.pod != null) {
          record.pod.hung = true;
        }
      }
      case 2 -> {
        if (spare && record.pod != null) {
          record.pod.nodeLost = true;
        }
      }
      case 3 -> {
        if (spare && claim != null && claim.dataOf != 0) {
          claims.remove(record.claimName());
          record.pod = null;
        }
      }
      case 4 -> {
        if (spare && quorate()) {
          roll.remove(record.memberId); // by hand, with etcdctl
        }
      }
      case 5 -> {
        if (claim != null) {
          claim.slow = true;
        }
      }
      default -> record.deleted |= spare;
    }
  }

  /** Something is wrong between it and the operator, or with the operator itself. */
  private void unheard(Keep record) {
    if (record.pod != null) {
      record.pod.unheard = 1 + random.nextInt(90);
    }
  }

  /** While a restore is under way nothing is sure. */
  private void loseAnyVolume() {
    List<Keep> some = List.copyOf(records.values());
    if (!some.isEmpty() && restore.stage.active()) {
      Keep record = some.get(random.nextInt(some.size()));
      if (claims.remove(record.claimName()) != null) {
        record.pod = null;
        doomed = true;
      }
    }
  }

  /** Voters besides this one that have their data and a node, and are not asked to leave. */
  private int intact(Keep lost) {
    return (int)
        roll.values().stream()
            .filter(entry -> !entry.learner() && entry.memberId() != lost.memberId)
            .filter(
                entry ->
                    records.values().stream()
                        .anyMatch(
                            r ->
                                r.memberId == entry.memberId()
                                    && claims.containsKey(r.claimName())
                                    && (r.pod == null || !r.pod.nodeLost)))
            .count();
  }

  void describe(StringBuilder text) {
    Map<String, Object> picture = new HashMap<>();
    picture.put("goal", goal);
    text.append(new TreeMap<>(picture)).append(" roll ").append(roll.values()).append('\n');
    records.values().stream()
        .sorted(Comparator.comparingInt(r -> r.slot))
        .forEach(r -> text.append("  ").append(member(r)).append('\n'));
  }
}
