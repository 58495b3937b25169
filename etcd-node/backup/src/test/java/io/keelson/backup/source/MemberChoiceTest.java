package io.keelson.backup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Prefer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemberChoiceTest {
  private static MemberState member(int id, int leader, long applied) {
    return new MemberState(
        "m" + id, id, 7, leader, id == 9, 100, 2, applied, applied, "3.7.1", "3.7.0", 1);
  }

  private static final List<MemberState> ALL =
      List.of(member(1, 1, 5000), member(2, 1, 4990), member(3, 1, 3000), member(9, 1, 5000));

  @Test
  void prefersWhatIsAskedFor() throws BackupException {
    assertThat(MemberChoice.choose(ALL, Prefer.FOLLOWER, 1000).endpoint()).isEqualTo("m2");
    assertThat(MemberChoice.choose(ALL, Prefer.LEADER, 1000).endpoint()).isEqualTo("m1");
    assertThat(MemberChoice.choose(ALL, Prefer.ANY, 1000).endpoint()).isEqualTo("m1");
  }

  @Test
  void takesTheLeaderWhenFollowersAreBehind() throws BackupException {
    assertThat(MemberChoice.choose(ALL, Prefer.FOLLOWER, 5).endpoint()).isEqualTo("m1");
  }

  @Test
  void refusesMembersWithoutLeaderAndOfOtherClusters() {
    assertReason(Reason.SOURCE_LAGGING, List.of(member(1, 0, 10)));
    assertReason(Reason.SOURCE_UNREACHABLE, List.of(member(9, 1, 10)));
    MemberState other = new MemberState("x", 5, 8, 5, false, 1, 1, 1, 1, "3.5.0", "", 1);
    assertReason(Reason.INVALID_REQUEST, List.of(member(1, 1, 10), other));
  }

  private static void assertReason(Reason reason, List<MemberState> states) {
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> MemberChoice.choose(states, Prefer.FOLLOWER, 1000))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
