package io.keelson.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseCheckpoint.Remaining;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.CommandCodec.Decoded;
import io.keelson.node.replica.FakeLeases.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Leases end in time, through the log, and only while this member leads. */
final class LeaseAgentTest {
  private final FakeLeases fake = new FakeLeases(true);
  private final Answers answers = new Answers();

  @Test
  void expiresThroughTheLog() {
    fake.lead(1);
    fake.grant(7, 10);
    fake.advance(10 * FakeLeases.SECOND - 1000);
    assertThat(fake.proposed()).isEmpty();
    assertThat(fake.restNanos()).isEqualTo(1000);
    fake.advance(1000);
    List<Decoded> proposed = fake.proposed();
    assertThat(proposed).extracting(Decoded::command).containsExactly(new LeaseRevoke(7));
    assertThat(fake.table.exists(7)).isTrue();
    fake.apply(proposed.get(0));
    fake.settle();
    assertThat(fake.table.exists(7)).isFalse();
    assertThat(fake.metrics.expired.value()).isEqualTo(1);
    assertThat(fake.metrics.revoked.value()).isEqualTo(1);
    assertThat(fake.restNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void expiresManyAtOnceInBoundedPortions() {
    int count = 100_000;
    fake.lead(1);
    for (int i = 1; i <= count; i++) {
      fake.grantQuietly(i, 10);
    }
    fake.settle();
    fake.advanceSeconds(10);
    int rounds = 0;
    TreeSet<Long> revoked = new TreeSet<>();
    while (fake.table.size() > 0) {
      rounds++;
      List<Decoded> proposed = fake.proposed();
      assertThat(proposed).isNotEmpty().hasSizeLessThanOrEqualTo(LeaseAgent.REVOKES_MAX);
      for (Decoded entry : proposed) {
        assertThat(revoked.add(((LeaseRevoke) entry.command()).id())).isTrue();
        fake.apply(entry);
      }
      fake.settle();
    }
    assertThat(rounds).isEqualTo(Math.ceilDiv(count, LeaseAgent.REVOKES_MAX));
    assertThat(fake.metrics.expired.value()).isEqualTo(count);
  }

  @Test
  void renewalGivesTheWholeTimeAgain() {
    fake.lead(1);
    fake.grant(7, 10);
    fake.advanceSeconds(9);
    fake.renew(7, answers);
    fake.advanceSeconds(9);
    assertThat(fake.proposed()).isEmpty();
    fake.advanceSeconds(1);
    assertThat(fake.proposedCommands()).containsExactly(new LeaseRevoke(7));
    fake.renew(8, answers);
    assertThat(answers.all).containsExactly("renewed 10", "not found");
    assertThat(fake.metrics.renewed.value()).isEqualTo(1);
  }

  @Test
  void lateRenewalWaitsForTheEnd() {
    fake.lead(1);
    fake.grant(7, 10);
    fake.advanceSeconds(10);
    fake.renew(7, answers);
    assertThat(answers.all).isEmpty();
    fake.applyProposed();
    assertThat(answers.all).containsExactly("not found");
  }

  @Test
  void lateRenewalIsRefusedWhenLeadershipGoes() {
    fake.lead(1);
    fake.grant(7, 10);
    fake.advanceSeconds(10);
    fake.renew(7, answers);
    fake.follow(2);
    assertThat(answers.all).containsExactly("NO_LEADER");
    fake.renew(7, answers);
    fake.serveReads();
    assertThat(answers.all).containsExactly("NO_LEADER", "NO_LEADER");
  }

  @Test
  void followerEndsNothing() {
    fake.follow(1);
    fake.grant(7, 10);
    fake.advanceSeconds(1000);
    assertThat(fake.proposed()).isEmpty();
    assertThat(fake.restNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void newLeaderGivesWhatIsLeftAndAnElection() {
    fake.follow(1);
    fake.grant(7, 10);
    fake.grant(8, 1000);
    fake.checkpoint(8, 5);
    fake.advanceSeconds(1000);
    fake.lead(2);
    fake.advance((5 + FakeLeases.ELECTION_SECONDS) * FakeLeases.SECOND - 1000);
    assertThat(fake.proposed()).isEmpty();
    fake.advance(1000);
    assertThat(fake.proposedCommands()).containsExactly(new LeaseRevoke(8));
    fake.advanceSeconds(5);
    assertThat(fake.proposedCommands()).containsExactly(new LeaseRevoke(7));
  }

  @Test
  void nextTermStartsAgain() {
    fake.leadUnsurely(1);
    fake.grant(7, 10);
    fake.advanceSeconds(10);
    // Expired, but before leadership is confirmed another term begins.
    fake.lead(2);
    fake.serveReads();
    assertThat(fake.proposed()).isEmpty();
    fake.advanceSeconds(10 + FakeLeases.ELECTION_SECONDS);
    assertThat(fake.proposedCommands()).containsExactly(new LeaseRevoke(7));
  }

  @Test
  void unconfirmedLeaderEndsNothing() {
    fake.leadUnsurely(1);
    fake.grant(7, 10);
    fake.advanceSeconds(10);
    fake.refuseReads();
    assertThat(fake.proposed()).isEmpty();
    fake.advanceSeconds(1);
    fake.serveReads();
    assertThat(fake.proposedCommands()).containsExactly(new LeaseRevoke(7));
  }

  @Test
  void failedRevokeIsRepeated() {
    fake.lead(1);
    fake.grant(7, 10);
    fake.advanceSeconds(10);
    fake.proposed().forEach(fake::refuse);
    fake.settle();
    assertThat(fake.proposed()).isEmpty();
    fake.advanceSeconds(1);
    assertThat(fake.proposedCommands()).containsExactly(new LeaseRevoke(7));
  }

  @Test
  void clientRevokesFirst() {
    fake.lead(1);
    fake.grant(7, 10);
    fake.advanceSeconds(10);
    List<Decoded> proposed = fake.proposed();
    fake.revoke(7);
    proposed.forEach(fake::apply);
    fake.settle();
    fake.advanceSeconds(100);
    assertThat(fake.proposed()).isEmpty();
    assertThat(fake.metrics.expired.value()).isZero();
  }

  @Test
  void checkpointsLongLeases() {
    fake.lead(1);
    fake.grant(7, 1000);
    fake.grant(8, 300);
    fake.advanceSeconds(299);
    assertThat(fake.proposed()).isEmpty();
    fake.renew(8, answers);
    fake.advanceSeconds(1);
    List<Decoded> proposed = fake.proposed();
    assertThat(proposed)
        .extracting(Decoded::command)
        .containsExactly(new LeaseCheckpoint(List.of(new Remaining(7, 700))));
    proposed.forEach(fake::apply);
    fake.settle();
    // A renewal first takes the checkpoint back.
    fake.renew(7, answers);
    assertThat(answers.all).containsExactly("renewed 300");
    proposed = fake.proposed();
    assertThat(proposed)
        .extracting(Decoded::command)
        .containsExactly(new LeaseCheckpoint(List.of(new Remaining(7, 0))));
    proposed.forEach(fake::apply);
    fake.settle();
    assertThat(answers.all).containsExactly("renewed 300", "renewed 1000");
  }

  @Test
  void checkpointsManyInPortions() {
    fake.lead(1);
    for (int i = 1; i <= 2500; i++) {
      fake.grantQuietly(i, 1000);
    }
    fake.settle();
    fake.advanceSeconds(300);
    assertThat(fake.proposedCommands())
        .extracting(command -> ((LeaseCheckpoint) command).leases().size())
        .containsExactly(1000, 1000, 500);
  }

  @Test
  void noCheckpointsUnlessAskedFor() {
    FakeLeases plain = new FakeLeases(false);
    plain.lead(1);
    plain.grant(7, 1000);
    plain.advanceSeconds(999);
    assertThat(plain.proposed()).isEmpty();
  }

  @Test
  void revokedLeasesTakeNoRoom() {
    fake.lead(1);
    for (int i = 1; i <= 50_000; i++) {
      fake.grantQuietly(i, 1_000_000);
      fake.settle();
      fake.revoke(i);
      fake.settle();
    }
    assertThat(fake.agent.timers()).isLessThan(5000);
  }

  /** What a list of deadlines says, for random grants, renewals, revokes and steps of time. */
  @Test
  void agreesWithAList() {
    for (long seed = 0; seed < Long.getLong("seeds", 500); seed++) {
      try {
        agreesWithAList(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void agreesWithAList(RandomGenerator random) {
    FakeLeases leases = new FakeLeases(false);
    TreeMap<Long, Long> deadlines = new TreeMap<>();
    TreeMap<Long, Long> ttls = new TreeMap<>();
    long now = 0;
    leases.lead(1);
    for (int step = 0; step < 200; step++) {
      long id = random.nextLong(1, 20);
      switch (random.nextInt(5)) {
        case 0 -> {
          if (!ttls.containsKey(id)) {
            long ttl = random.nextLong(2, 10);
            leases.grant(id, ttl);
            ttls.put(id, ttl);
            deadlines.put(id, now + ttl * FakeLeases.SECOND);
          }
        }
        case 1 -> {
          Answers renewed = new Answers();
          leases.renew(id, renewed);
          Long ttl = ttls.get(id);
          assertThat(renewed.all).containsExactly(ttl == null ? "not found" : "renewed " + ttl);
          if (ttl != null) {
            deadlines.put(id, now + ttl * FakeLeases.SECOND);
          }
        }
        case 2 -> {
          if (ttls.remove(id) != null) {
            deadlines.remove(id);
            leases.revoke(id);
          }
        }
        default -> {
          // Longer than the grain in which the agent looks.
          long nanos = random.nextLong(30, 3000) * 1_000_000;
          now += nanos;
          leases.advance(nanos);
          long at = now;
          List<Long> due = new ArrayList<>(deadlines.keySet());
          due.removeIf(one -> deadlines.getOrDefault(one, 0L) > at);
          List<Decoded> proposed = leases.proposed();
          assertThat(proposed)
              .extracting(entry -> ((LeaseRevoke) entry.command()).id())
              .containsExactlyInAnyOrderElementsOf(due);
          proposed.forEach(leases::apply);
          leases.settle();
          due.forEach(deadlines::remove);
          due.forEach(ttls::remove);
        }
      }
    }
  }
}
