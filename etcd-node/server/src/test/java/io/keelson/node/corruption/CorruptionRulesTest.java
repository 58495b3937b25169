package io.keelson.node.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.corruption.CompactionHashRule.Agreed;
import io.keelson.node.corruption.CompactionHashRule.Differing;
import io.keelson.node.corruption.InitialRule.Outcome;
import io.keelson.node.corruption.PeriodicRule.Finding;
import io.keelson.node.corruption.PeriodicRule.Kind;
import io.keelson.node.corruption.PeriodicRule.Own;
import io.keelson.node.corruption.QuorumRule.Quorum;
import io.keelson.node.mvcc.KeyValueHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is accused of what, in clusters of up to five. Member 1 judges. */
final class CorruptionRulesTest {
  private static final int RANDOM_CLUSTERS = 5_000;
  private static final KeyValueHash OURS = new KeyValueHash(10, 5, 20);

  /** A member at our revision with a hash. */
  private static PeerHash has(long member, long hash) {
    return new PeerHash.Hashed(member, 20, new KeyValueHash(hash, 5, 20));
  }

  private static PeerHash compactedAt(long member, long compactRevision) {
    return new PeerHash.Hashed(member, 20, new KeyValueHash(77, compactRevision, 20));
  }

  private static PeerHash silent(long member) {
    return new PeerHash.Silent(member, "connection refused");
  }

  private static CompactionHashRule.Verdict compactions(PeerHash... peers) {
    return CompactionHashRule.judge(1, OURS, Arrays.asList(peers));
  }

  @Test
  void equalCompactionHashesAgree() {
    assertThat(compactions(has(2, 10), has(3, 10))).isEqualTo(new Agreed(2, 2));
    assertThat(compactions(has(2, 10), silent(3))).isEqualTo(new Agreed(1, 2));
    assertThat(compactions(has(2, 10), compactedAt(3, 4))).isEqualTo(new Agreed(1, 2));
    assertThat(new Agreed(2, 2).isComplete()).isTrue();
    assertThat(new Agreed(1, 2).isComplete()).isFalse();
  }

  @Test
  void theMinorityOfACompactionIsAccused() {
    accuses(compactions(has(2, 10), has(3, 99)), true, 3);
    accuses(compactions(has(2, 99), has(3, 99)), true, 1);
    accuses(compactions(has(2, 99), silent(3)), false, 0);
    accuses(compactions(has(2, 99)), false, 0);
    accuses(compactions(has(2, 10), has(3, 10), has(4, 98), has(5, 99)), true, 4, 5);
    accuses(compactions(has(2, 10), silent(3), has(4, 99), has(5, 99)), false, 0);
  }

  private static void accuses(
      CompactionHashRule.Verdict verdict, boolean hasMajority, Integer... members) {
    assertThat(verdict).isInstanceOf(Differing.class);
    Differing differing = (Differing) verdict;
    assertThat(differing.hasMajority()).isEqualTo(hasMajority);
    assertThat(differing.accused())
        .containsExactlyElementsOf(Arrays.stream(members).map(Integer::longValue).toList());
  }

  @Test
  void answersThatDoNotCountAreExplained() {
    assertThat(CompactionHashRule.skipReason(OURS, silent(2))).isEqualTo("no response");
    assertThat(CompactionHashRule.skipReason(OURS, compactedAt(2, 4)))
        .isEqualTo("the peer's CompactRevision 4 doesn't match leader's CompactRevision 5");
    assertThat(CompactionHashRule.skipReason(OURS, has(2, 99))).isNull();
  }

  private static List<Finding> periodic(KeyValueHash after, PeerHash... peers) {
    return PeriodicRule.judge(new Own(1, OURS, after), Arrays.asList(peers));
  }

  @Test
  void membersThatAreBehindOrSilentAreFine() {
    KeyValueHash later = new KeyValueHash(11, 6, 30);
    PeerHash behind = new PeerHash.Hashed(4, 3, new KeyValueHash(1, -1, 3));
    assertThat(periodic(later, has(2, 10), silent(3), behind, compactedAt(5, 6))).isEmpty();
  }

  @Test
  void anotherHashIsTheMembersFaultUnlessAMajorityHasIt() {
    PeerHash wrong = has(2, 99);
    assertThat(periodic(OURS, wrong, has(3, 10)))
        .containsExactly(new Finding(Kind.HASH_DIFFERS, 2, (PeerHash.Hashed) wrong));
    assertThat(periodic(OURS, wrong))
        .containsExactly(new Finding(Kind.HASH_DIFFERS, 2, (PeerHash.Hashed) wrong));
    assertThat(periodic(OURS, wrong, has(3, 99))).extracting(Finding::accused).containsOnly(1L);
    assertThat(periodic(OURS, wrong, has(3, 98))).extracting(Finding::accused).contains(2L, 3L);
  }

  @Test
  void nobodyIsAheadOfTheLeader() {
    PeerHash ahead = new PeerHash.Hashed(2, 21, new KeyValueHash(10, 5, 20));
    assertThat(periodic(OURS, ahead))
        .containsExactly(new Finding(Kind.REVISION_AHEAD, 2, (PeerHash.Hashed) ahead));
    assertThat(periodic(new KeyValueHash(12, 5, 21), ahead)).isEmpty();
    PeerHash compacted = compactedAt(2, 6);
    assertThat(periodic(OURS, compacted))
        .containsExactly(new Finding(Kind.COMPACT_REVISION_AHEAD, 2, (PeerHash.Hashed) compacted));
  }

  @Test
  void theLeadersOwnHashMustNotChange() {
    assertThat(periodic(new KeyValueHash(11, 5, 20)))
        .containsExactly(new Finding(Kind.OWN_HASH_CHANGED, 1, null));
    assertThat(periodic(new KeyValueHash(11, 5, 21))).isEmpty();
    assertThat(periodic(new KeyValueHash(11, 6, 20))).isEmpty();
  }

  private static Outcome initial(PeerHash... peers) {
    return InitialRule.judge(1, OURS, Arrays.asList(peers));
  }

  @Test
  void aMajorityDecidesWhoMayStart() {
    assertThat(initial()).isEqualTo(Outcome.PASSED);
    assertThat(initial(silent(2), silent(3))).isEqualTo(Outcome.PASSED);
    assertThat(initial(has(2, 10), has(3, 10))).isEqualTo(Outcome.PASSED);
    assertThat(initial(compactedAt(2, 4), compactedAt(3, 4))).isEqualTo(Outcome.PASSED);
    assertThat(initial(has(2, 10), has(3, 99))).isEqualTo(Outcome.PASSED);
    assertThat(initial(has(2, 99), has(3, 99))).isEqualTo(Outcome.OUTVOTED);
    assertThat(initial(has(2, 99), silent(3))).isEqualTo(Outcome.UNDECIDED);
    assertThat(initial(has(2, 99))).isEqualTo(Outcome.UNDECIDED);
    assertThat(initial(has(2, 98), has(3, 99))).isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void onlyAMajorityWithoutUsIsTrusted() {
    assertThat(QuorumRule.find(List.of(has(2, 10)))).isNull();
    assertThat(QuorumRule.find(List.of(has(2, 10), has(3, 99)))).isNull();
    assertThat(QuorumRule.find(List.of(has(2, 10), silent(3)))).isNull();
    assertThat(QuorumRule.find(List.of(has(2, 10), compactedAt(3, 4)))).isNull();
    assertThat(QuorumRule.find(List.of(has(2, 10), has(3, 10))))
        .isEqualTo(new Quorum(List.of(2L, 3L), new KeyValueHash(10, 5, 20)));
    assertThat(QuorumRule.find(List.of(has(2, 10), has(3, 99), has(4, 10), has(5, 10))))
        .isEqualTo(new Quorum(List.of(2L, 4L, 5L), new KeyValueHash(10, 5, 20)));
  }

  @Test
  void theRevisionThatAllHaveIsTheLowest() {
    PeerHash behind = new PeerHash.Hashed(3, 18, new KeyValueHash(1, 5, 18));
    assertThat(QuorumRule.commonRevision(List.of(has(2, 10), behind))).isEqualTo(18);
    assertThat(QuorumRule.commonRevision(List.of(has(2, 10), silent(3)))).isZero();
    assertThat(QuorumRule.commonRevision(List.of())).isZero();
  }

  /** Whatever was drawn: a majority is never accused, and everybody outside of it is. */
  @Test
  void noMajorityIsEverAccused() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < RANDOM_CLUSTERS; i++) {
      int members = random.nextInt(2, 8);
      List<PeerHash> peers = new ArrayList<>();
      TreeMap<Long, List<Long>> byHash = new TreeMap<>();
      byHash.computeIfAbsent(10L, _ -> new ArrayList<>()).add(1L);
      for (long member = 2; member <= members; member++) {
        long hash = random.nextLong(10, 13);
        if (random.nextInt(6) == 0) {
          peers.add(silent(member));
        } else {
          peers.add(has(member, hash));
          byHash.computeIfAbsent(hash, _ -> new ArrayList<>()).add(member);
        }
      }
      List<Long> majority =
          byHash.values().stream()
              .filter(group -> 2 * group.size() > members)
              .findFirst()
              .orElse(List.of());
      if (CompactionHashRule.judge(1, OURS, peers) instanceof Differing differing) {
        List<Long> outside =
            byHash.values().stream()
                .filter(group -> !group.equals(majority))
                .flatMap(List::stream)
                .sorted()
                .toList();
        assertThat(differing.accused()).isEqualTo(majority.isEmpty() ? List.of(0L) : outside);
      } else {
        assertThat(byHash).hasSize(1);
      }
      for (Finding finding : PeriodicRule.judge(new Own(1, OURS, OURS), peers)) {
        assertThat(majority).doesNotContain(finding.accused());
      }
      boolean isOutvoted = InitialRule.judge(1, OURS, peers) == Outcome.OUTVOTED;
      assertThat(isOutvoted).isEqualTo(!majority.isEmpty() && !majority.contains(1L));
    }
  }
}
