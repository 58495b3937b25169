package io.keelson.node.main;

import io.keelson.node.command.Refusal;
import io.keelson.node.corruption.CompactionHashRule;
import io.keelson.node.corruption.CompactionHashRule.Agreed;
import io.keelson.node.corruption.CompactionHashRule.Differing;
import io.keelson.node.corruption.PeerHash;
import io.keelson.node.corruption.PeriodicRule;
import io.keelson.node.link.Peer;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.KeyValueHash;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares all members' data while this member leads, and raises the alarm for those whose data
 * differ. One check at a time; one that comes while another runs is left out.
 */
final class CorruptionCheck {
  private final Parts parts;
  private final Logger log;
  private final AtomicBoolean isRunning = new AtomicBoolean();

  /** Compactions up to this revision need no second look; only changed by the running check. */
  private volatile long checkedRevision = Long.MIN_VALUE;

  /**
   * What it works with.
   *
   * @param self this member
   * @param others all other members, as applied
   * @param barrier calls back when this member has applied what was acknowledged before, or why not
   * @param raise raises the alarm for a member, 0 for all
   * @param worker runs what takes minutes
   */
  record Parts(
      long self,
      HashSource hashes,
      PeerHashes peers,
      Supplier<List<Peer>> others,
      BooleanSupplier isLeader,
      Barrier barrier,
      LongConsumer raise,
      Executor worker,
      Logger log) {}

  /** Waits for what was acknowledged, see {@link io.keelson.node.replica.ReadIndex#confirm}. */
  @FunctionalInterface
  interface Barrier {
    void confirm(Runnable then, Consumer<Refusal> refused);
  }

  CorruptionCheck(Parts parts) {
    this.parts = parts;
    this.log = parts.log();
  }

  /** Checks now and then from now on, while there are other members. */
  void start(Timers timers, CheckPlan plan) {
    if (plan.compactionHashes().isPositive()) {
      timers.every(plan.compactionHashes(), this::compareCompactions);
    }
    if (plan.everything().isPositive()) {
      if (!parts.others().get().isEmpty()) {
        log.info(
            "enabled corruption checking",
            Field.of("local-member-id", id(parts.self())),
            Field.of("interval", plan.everything()));
      }
      timers.every(plan.everything(), this::compareEverything);
    }
  }

  private static String id(long member) {
    return Long.toHexString(member);
  }

  private boolean begin(List<Peer> others) {
    return parts.isLeader().getAsBoolean()
        && !others.isEmpty()
        && isRunning.compareAndSet(false, true);
  }

  private void end() {
    isRunning.set(false);
  }

  /** Compares the newest hash of a compaction that all members have kept. Any thread. */
  void compareCompactions() {
    List<Peer> others = parts.others().get();
    if (!begin(others)) {
      return;
    }
    log.info("starting compact hash check", Field.of("local-member-id", id(parts.self())));
    List<KeyValueHash> unchecked =
        parts.hashes().ofCompactions().stream()
            .filter(hash -> hash.revision() > checkedRevision)
            .toList();
    compareCompactions(others, unchecked, 0);
  }

  private void compareCompactions(List<Peer> others, List<KeyValueHash> hashes, int index) {
    if (index == hashes.size()) {
      finishedCompactions(index);
      return;
    }
    KeyValueHash ours = hashes.get(index);
    parts
        .peers()
        .ask(
            others,
            ours.revision(),
            answers -> {
              if (isDecided(ours, answers)) {
                finishedCompactions(index + 1);
              } else {
                compareCompactions(others, hashes, index + 1);
              }
            });
  }

  private void finishedCompactions(int count) {
    log.info("finished compaction hash check", Field.of("number-of-hashes-checked", count));
    end();
  }

  /** False if an older compaction should be looked at, which more members may know. */
  private boolean isDecided(KeyValueHash ours, List<PeerHash> answers) {
    for (PeerHash answer : answers) {
      @Nullable String reason = CompactionHashRule.skipReason(ours, answer);
      if (reason != null) {
        log.warn(
            "Skipped peer's hash",
            Field.of("number-of-peers", answers.size()),
            Field.of("leader-id", id(parts.self())),
            Field.of("peer-id", id(answer.member())),
            Field.of("reason", reason));
      }
    }
    return switch (CompactionHashRule.judge(parts.self(), ours, answers)) {
      case Agreed agreed -> {
        agreed(ours, agreed);
        yield agreed.isComplete();
      }
      case Differing differing -> {
        differing(ours, differing);
        yield true;
      }
    };
  }

  private void agreed(KeyValueHash ours, Agreed agreed) {
    Field[] fields = {
      Field.of("number-of-peers-checked", agreed.checked()),
      Field.of("number-of-peers", agreed.asked()),
      Field.of("revision", ours.revision()),
      Field.of("compactRevision", ours.compactRevision())
    };
    if (agreed.isComplete()) {
      log.info("successfully checked hash on whole cluster", fields);
      checkedRevision = Math.max(checkedRevision, ours.revision());
    } else {
      log.warn(
          "skipped revision in compaction hash check; was not able to check all peers", fields);
    }
  }

  private void differing(KeyValueHash ours, Differing differing) {
    if (!differing.hasMajority()) {
      log.error(
          "Detected compaction hash mismatch but cannot identify the corrupted members, so"
              + " intentionally set the memberID as 0",
          Field.of("leader-id", id(parts.self())),
          Field.of("leader-revision", ours.revision()),
          Field.of("leader-compact-revision", ours.compactRevision()),
          Field.of("leader-hash", ours.hash()));
    }
    differing
        .byHash()
        .forEach(
            (hash, members) ->
                log.error(
                    "Detected compaction hash mismatch",
                    Field.of("leader-id", id(parts.self())),
                    Field.of("leader-revision", ours.revision()),
                    Field.of("leader-compact-revision", ours.compactRevision()),
                    Field.of("leader-hash", ours.hash()),
                    Field.of("peer-hash", hash),
                    Field.of(
                        "peer-ids",
                        String.join(",", members.stream().map(Long::toHexString).toList())),
                    Field.of("quorum-exist", differing.hasMajority())));
    differing.accused().forEach(parts.raise()::accept);
  }

  /** Compares what all members have now. Any thread. */
  void compareEverything() {
    List<Peer> others = parts.others().get();
    if (begin(others)) {
      work(() -> hashFirst(others));
    }
  }

  private void work(Runnable step) {
    try {
      parts.worker().execute(step);
    } catch (RejectedExecutionException e) {
      // The process is stopping; nobody waits for the result any more.
      end();
    }
  }

  private void hashFirst(List<Peer> others) {
    if (!(parts.hashes().at(0) instanceof HashSource.Hashed before)) {
      end();
      return;
    }
    parts
        .peers()
        .ask(
            others,
            before.hash().revision(),
            answers ->
                parts
                    .barrier()
                    .confirm(() -> work(() -> hashAgain(before.hash(), answers)), this::failed));
  }

  private void failed(Refusal refusal) {
    log.warn("failed to check hash KV", Field.error(refusal.toString()));
    end();
  }

  private void hashAgain(KeyValueHash before, List<PeerHash> answers) {
    try {
      if (parts.hashes().at(0) instanceof HashSource.Hashed after) {
        PeriodicRule.Own own = new PeriodicRule.Own(parts.self(), before, after.hash());
        List<PeriodicRule.Finding> findings = PeriodicRule.judge(own, answers);
        findings.forEach(finding -> tell(own, finding));
        findings.stream()
            .mapToLong(PeriodicRule.Finding::accused)
            .distinct()
            .forEach(parts.raise());
        log.info(
            "finished peer corruption check",
            Field.of(
                "number-of-peers-checked",
                answers.stream().filter(PeerHash.Hashed.class::isInstance).count()));
      }
    } finally {
      end();
    }
  }

  private void tell(PeriodicRule.Own own, PeriodicRule.Finding finding) {
    String text =
        switch (finding.kind()) {
          case OWN_HASH_CHANGED -> "found hash mismatch";
          case REVISION_AHEAD -> "revision from follower must be less than or equal to leader's";
          case COMPACT_REVISION_AHEAD ->
              "compact revision from follower must be less than or equal to leader's";
          case HASH_DIFFERS -> "same compact revision then hashes must match";
        };
    PeerHash.@Nullable Hashed answer = finding.answer();
    KeyValueHash other = answer == null ? own.after() : answer.hash();
    log.warn(
        text,
        Field.of("leader-revision", own.after().revision()),
        Field.of("leader-compact-revision", own.before().compactRevision()),
        Field.of("leader-hash", own.before().hash()),
        Field.of("follower-peer-id", id(answer == null ? own.leader() : answer.member())),
        Field.of("follower-revision", answer == null ? other.revision() : answer.revision()),
        Field.of("follower-compact-revision", other.compactRevision()),
        Field.of("follower-hash", other.hash()),
        Field.of("accused-member-id", id(finding.accused())));
  }
}
