package io.keelson.operator.plan;

import io.keelson.operator.plan.RestoreFacts.Kind;
import io.keelson.operator.plan.RestoreFacts.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The restores of a {@link ClusterModel}: what is ordered, what the status remembers of it, what
 * becomes of the container that brings the data, and who may still run on silent nodes.
 */
final class RestoreModel {
  private static final Duration DEADLINE = Duration.ofMinutes(4);

  /** What becomes of the container that brings the data. */
  enum Fate {
    WELL,
    HOPELESS,
    STUCK
  }

  /** An identity of the cluster. */
  record Identity(long clusterId, int generation, Map<Long, Roll.Entry> roll) {}

  private final RandomGenerator random;
  private int orders;
  private Kind kind = Kind.NEW;
  private String named = "";
  Fate fate = Fate.WELL;

  /** What the status says; DONE before the first restore. */
  Stage stage = Stage.DONE;

  private String uid = "";
  private Instant since = Instant.EPOCH;
  private int generation = 1;
  String survivor = "";
  int voters;

  /** An order that the status does not tell of yet. */
  private boolean waiting;

  Optional<Identity> before = Optional.empty();

  /** Members whose pods were forgotten while they may still run: who, and under which identity. */
  final Map<Long, Integer> ghosts = new TreeMap<>();

  RestoreModel(RandomGenerator random) {
    this.random = random;
  }

  boolean idle() {
    return !waiting && stage.over();
  }

  boolean failed() {
    return stage == Stage.FAILED && !waiting;
  }

  /** Nobody has to keep a quorum. */
  boolean fenced() {
    return stage == Stage.FENCING || stage == Stage.ROLLING_BACK || stage == Stage.FAILED;
  }

  int generation() {
    return generation;
  }

  Kind kind() {
    return kind;
  }

  void order(Kind what, String member) {
    kind = what;
    named = member;
    waiting = true;
    orders++;
    fate =
        switch (random.nextInt(4)) {
          case 0 -> Fate.HOPELESS;
          case 1 -> random.nextInt(3) == 0 ? Fate.STUCK : Fate.WELL;
          default -> Fate.WELL;
        };
  }

  Optional<RestoreFacts> facts(Instant now) {
    if (waiting) {
      boolean blocked = stage == Stage.FAILED && kind != Kind.IN_PLACE;
      return blocked
          ? Optional.of(facts(uid, Stage.FAILED, since, generation, survivor))
          : Optional.of(facts("r" + orders, Stage.ORDERED, now, generation + 1, named));
    }
    return stage.over() && stage != Stage.FAILED
        ? Optional.empty()
        : Optional.of(facts(uid, stage, since, generation, survivor));
  }

  private RestoreFacts facts(String id, Stage at, Instant from, int number, String member) {
    return new RestoreFacts(
        id, kind, at, from, number, former(), member, voters, DEADLINE, Duration.ofMinutes(2), 0);
  }

  private long former() {
    return before.map(Identity::clusterId).orElse(0L);
  }

  /** How many restores came to which end. */
  final Map<String, Integer> ends = new TreeMap<>();

  /** The status is written, as the report of the turn has it. */
  void write(Observation seen, ClusterModel model) {
    Optional<RestoreFacts> facts = seen.restore();
    Optional<RestoreStages.Next> next = RestoreStages.next(seen);
    if (facts.isEmpty() || facts.get().stage() == Stage.FAILED) {
      return;
    }
    if (waiting) {
      waiting = false;
      uid = facts.get().uid();
      stage = Stage.ORDERED;
      since = seen.now();
      generation = facts.get().generation();
      survivor = facts.get().survivor();
    }
    if (next.isEmpty()) {
      return;
    }
    stage = next.get().stage();
    since = seen.now();
    survivor = next.get().survivor();
    if (stage.over()) {
      ends.merge(kind + " " + stage, 1, Integer::sum);
    }
    switch (stage) {
      case SEEDING -> {
        before = Optional.of(model.identity());
        model.become(new Identity(0, generation, new TreeMap<>()));
      }
      // Whoever was not there to say who it is cannot be brought back.
      case FENCING -> model.doomed |= !model.quorate();
      case ROLLED_BACK -> model.become(before.orElseThrow());
      default -> {}
    }
  }
}
