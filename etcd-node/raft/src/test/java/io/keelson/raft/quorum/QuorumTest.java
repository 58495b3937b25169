package io.keelson.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Majorities against counting by hand. */
final class QuorumTest {
  private static final int INDEX_MAX = 4;

  /** Highest index that more than half hold, by trying all. */
  private static long byCounting(long[] matches) {
    for (long index = INDEX_MAX; index > 0; index--) {
      int holders = 0;
      for (long match : matches) {
        holders += match >= index ? 1 : 0;
      }
      if (holders * 2 > matches.length) {
        return index;
      }
    }
    return 0;
  }

  private static long[] voters(int size) {
    long[] voters = new long[size];
    for (int i = 0; i < size; i++) {
      voters[i] = i;
    }
    return voters;
  }

  @Test
  void committedIndexOfEveryCombination() {
    for (int size = 1; size <= 5; size++) {
      Majority majority = new Majority(voters(size));
      int combinations = (int) Math.pow(INDEX_MAX + 1, size);
      for (int combination = 0; combination < combinations; combination++) {
        long[] matches = new long[size];
        int rest = combination;
        for (int i = 0; i < size; i++) {
          matches[i] = rest % (INDEX_MAX + 1);
          rest /= INDEX_MAX + 1;
        }
        assertThat(majority.committedIndex(member -> matches[(int) member]))
            .isEqualTo(byCounting(matches));
      }
    }
  }

  @Test
  void votesOfEveryCombination() {
    for (int size = 1; size <= 7; size++) {
      Majority majority = new Majority(voters(size));
      for (int votes = 0; votes < 1 << size; votes++) {
        int set = votes;
        assertThat(majority.isReached(member -> (set >> (int) member & 1) == 1))
            .isEqualTo(Integer.bitCount(set) * 2 > size);
      }
    }
  }

  @Test
  void bothHalvesMustAgree() {
    SplittableRandom random = new SplittableRandom(1);
    Quorum joint = new Quorum(new Majority(0, 1, 2), new Majority(2, 3, 4));
    for (int i = 0; i < 1000; i++) {
      long[] matches = random.longs(5, 0, INDEX_MAX + 1).toArray();
      long[] incoming = {matches[0], matches[1], matches[2]};
      long[] outgoing = {matches[2], matches[3], matches[4]};
      assertThat(joint.committedIndex(member -> matches[(int) member]))
          .isEqualTo(Math.min(byCounting(incoming), byCounting(outgoing)));
    }
    assertThat(joint.isReached(member -> member <= 1)).isFalse();
    assertThat(joint.isReached(member -> member >= 1 && member <= 3)).isTrue();
    assertThat(joint.contains(4)).isTrue();
    assertThat(joint.isSole(2)).isFalse();
  }

  @Test
  void oneVoterDecidesAlone() {
    Quorum quorum = Quorum.of(7);
    assertThat(quorum.isSole(7)).isTrue();
    assertThat(quorum.isSole(8)).isFalse();
    assertThat(quorum.contains(8)).isFalse();
    assertThat(quorum.committedIndex(member -> member)).isEqualTo(7);
  }

  @Test
  void emptySetDecidesEverything() {
    Majority empty = new Majority();
    assertThat(empty.isReached(member -> false)).isTrue();
    assertThat(empty.committedIndex(member -> 0)).isEqualTo(Long.MAX_VALUE);
  }
}
