package io.keelson.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.keelson.operator.api.Decommission;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberSpec;
import io.keelson.operator.api.InitialState;
import io.keelson.operator.api.MemberRole;
import io.keelson.operator.execute.Turn;
import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Roll;
import io.keelson.operator.resource.Effective;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Caches that lag behind are put right by what was written. */
final class OwnWritesTest {
  private static final String CLUSTER = "cluster-uid";

  private final OwnWrites writes = new OwnWrites();

  @Test
  void aStoppedPodIsTakenForStoppingThoughTheCacheShowsItRunning() {
    Pass cached =
        new Pass(
            List.of(), List.of(pod("a"), pod("b")), List.of(), List.of(), List.of(), List.of());
    Turn turn = turn(List.of());
    turn.stopped("a");
    writes.note(CLUSTER, turn, cached);
    List<Pod> pods = writes.refresh(CLUSTER, cached).pods();
    assertThat(pods.get(0).getMetadata().getDeletionTimestamp()).isNotNull();
    assertThat(pods.get(1).getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  void aRecordIsTheNewerOfTheCachedAndTheWritten() {
    EtcdMember old = member("9", Decommission.NONE);
    EtcdMember written = member("10", Decommission.REMOVE);
    Pass stale = new Pass(List.of(old), List.of(), List.of(), List.of(), List.of(), List.of());
    Turn turn = turn(List.of(old));
    turn.replace(written);
    writes.note(CLUSTER, turn, stale);
    assertThat(writes.refresh(CLUSTER, stale).members()).containsExactly(written);
    EtcdMember later = member("11", Decommission.NONE);
    Pass fresh = new Pass(List.of(later), List.of(), List.of(), List.of(), List.of(), List.of());
    assertThat(writes.refresh(CLUSTER, fresh).members()).containsExactly(later);
  }

  @Test
  void whatIsGoneFromTheCachesIsForgotten() {
    Pass cached =
        new Pass(List.of(), List.of(pod("a")), List.of(), List.of(), List.of(), List.of());
    Turn turn = turn(List.of());
    turn.stopped("a");
    writes.note(CLUSTER, turn, cached);
    writes.note(
        CLUSTER,
        turn(List.of()),
        new Pass(List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    // A later object never has the same identity; this one shows that nothing is remembered.
    assertThat(
            writes.refresh(CLUSTER, cached).pods().getFirst().getMetadata().getDeletionTimestamp())
        .isNull();
  }

  private static Turn turn(List<EtcdMember> members) {
    Goal.Repair repair =
        new Goal.Repair(
            true, Duration.ZERO, 3, Duration.ZERO, 0, Duration.ZERO, Duration.ofMinutes(1));
    Goal goal = new Goal(3, "h", "3.7.1", 1, Goal.Mode.RUN, repair, Duration.ZERO, false);
    Observation seen =
        new Observation(
            Instant.EPOCH, goal, "m", 1, List.of(), List.of(), List.of(), Roll.unknown());
    Effective effective = new Effective("image", "cluster.local", 1, "token", null, "backups");
    return new Turn(new EtcdCluster(), effective, members, List.of(), seen);
  }

  private static Pod pod(String uid) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("m-" + uid)
        .withUid(uid)
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .build();
  }

  private static EtcdMember member(String version, Decommission decommission) {
    EtcdMember member = new EtcdMember();
    member.getMetadata().setName("m-0");
    member.getMetadata().setUid("record");
    member.getMetadata().setResourceVersion(version);
    member.setSpec(
        new EtcdMemberSpec(
            "m", 0, 1, "m-0", MemberRole.SEED, null, InitialState.NEW, decommission, false));
    return member;
  }
}
