package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.command.Refusal;
import io.keelson.node.corruption.InitialRule.Outcome;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.KeyValueHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader does with the answers of members that are not there. */
final class CorruptionCheckTest {
  private static final KeyValueHash NOW = new KeyValueHash(1, 20, 30);
  private static final KeyValueHash OLDER = new KeyValueHash(11, -1, 10);
  private static final KeyValueHash NEWER = new KeyValueHash(12, 10, 20);
  private static final FakePeers.Written GOOD = new FakePeers.Written(NOW, List.of(NEWER, OLDER));

  private final FakePeers peers = new FakePeers();
  private final List<Long> alarms = new ArrayList<>();
  private boolean isLeader = true;
  private boolean isRefused;

  private static HashSource with(KeyValueHash now, KeyValueHash... ofCompactions) {
    return new FakePeers.Written(now, List.of(ofCompactions));
  }

  private static KeyValueHash wrong(KeyValueHash hash) {
    return new KeyValueHash(hash.hash() + 1000, hash.compactRevision(), hash.revision());
  }

  private CorruptionCheck check() {
    return new CorruptionCheck(
        new CorruptionCheck.Parts(
            1,
            GOOD,
            peers.hashes(),
            peers::all,
            () -> isLeader,
            (then, refused) -> {
              if (isRefused) {
                refused.accept(Refusal.TIMEOUT);
              } else {
                then.run();
              }
            },
            alarms::add,
            Runnable::run,
            Logger.silent()));
  }

  @Test
  void aDifferentCompactionHashRaisesTheAlarmOfTheMinority() {
    peers.add(2, GOOD);
    peers.add(3, with(NOW, wrong(NEWER), OLDER));
    check().compareCompactions();
    assertThat(alarms).containsExactly(3L);
  }

  @Test
  void withoutAMajorityAllAreAlarmed() {
    peers.addSilent(2);
    peers.add(3, with(NOW, wrong(NEWER), OLDER));
    check().compareCompactions();
    assertThat(alarms).containsExactly(0L);
  }

  @Test
  void anOlderCompactionIsComparedIfTheNewestIsNotKnownEverywhere() {
    peers.add(2, GOOD);
    peers.add(3, with(NOW, wrong(OLDER)));
    check().compareCompactions();
    assertThat(alarms).containsExactly(3L);
  }

  @Test
  void whatAllAgreedOnIsNotComparedAgain() {
    peers.add(2, GOOD);
    CorruptionCheck check = check();
    check.compareCompactions();
    int calls = peers.calls;
    check.compareCompactions();
    assertThat(peers.calls).isEqualTo(calls);
    assertThat(alarms).isEmpty();
  }

  @Test
  void onlyTheLeaderAsks() {
    peers.add(2, with(wrong(NOW), wrong(NEWER)));
    isLeader = false;
    check().compareCompactions();
    check().compareEverything();
    assertThat(peers.calls).isZero();
  }

  @Test
  void allDataAreComparedAtTheLeadersRevision() {
    peers.add(2, with(wrong(NOW)));
    peers.add(3, GOOD);
    check().compareEverything();
    assertThat(alarms).containsExactly(2L);
  }

  @Test
  void aLeaderThatDiffersFromAllOthersIsTheWrongOne() {
    peers.add(2, with(wrong(NOW)));
    peers.add(3, with(wrong(NOW)));
    check().compareEverything();
    assertThat(alarms).containsExactly(1L);
  }

  @Test
  void whoCannotConfirmToLeadAccusesNobody() {
    peers.add(2, with(wrong(NOW)));
    isRefused = true;
    CorruptionCheck check = check();
    check.compareEverything();
    assertThat(alarms).isEmpty();
    isRefused = false;
    check.compareEverything();
    assertThat(alarms).containsExactly(2L);
  }

  @Test
  void aMemberThatStartsIsComparedWithTheOthers() throws Exception {
    InitialCheck check = new InitialCheck(1, GOOD, peers.hashes(), Logger.silent());
    assertThat(check.run(List.of())).isEqualTo(Outcome.PASSED);
    peers.add(2, with(wrong(NOW)));
    assertThatThrownBy(() -> check.run(peers.all()))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.text()).startsWith("1 found data inconsistency with peers"));
    peers.add(3, with(wrong(NOW)));
    assertThat(check.run(peers.all())).isEqualTo(Outcome.OUTVOTED);
  }
}
