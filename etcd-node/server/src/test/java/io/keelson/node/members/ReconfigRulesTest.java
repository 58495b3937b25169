package io.keelson.node.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.command.Refusal;
import io.keelson.node.members.MemberTable.Membership;
import io.keelson.node.members.ReconfigRules.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which changes are refused for the sake of the quorum. Member 1 is asked. */
final class ReconfigRulesTest {
  private static final ReconfigRules STRICT = new ReconfigRules(1, true);
  private static final ReconfigRules LOOSE = new ReconfigRules(1, false);

  /** {@code v}: a voter that has started, {@code u}: one that has not, {@code l}: a learner. */
  private static Membership members(String kinds) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < kinds.length(); i++) {
      char kind = kinds.charAt(i);
      members.add(new Member(i + 1, kind == 'v' ? "m" + i : "", List.of(), List.of(), kind == 'l'));
    }
    return new Membership(members, List.of(), null, Downgrade.NONE);
  }

  private static Connections connected(Long... members) {
    Set<Long> known = Set.of(members);
    return new Connections(known::contains, known::contains);
  }

  @Test
  void additions() {
    assertThat(STRICT.checkAddition(false, members("v"), connected())).isNull();
    assertThat(STRICT.checkAddition(false, members("vu"), connected(2L)))
        .isEqualTo(Refusal.TOO_FEW_STARTED);
    assertThat(LOOSE.checkAddition(false, members("vu"), connected())).isNull();
    assertThat(STRICT.checkAddition(true, members("vu"), connected(2L))).isNull();
    assertThat(STRICT.checkAddition(false, members("vv"), connected(2L))).isNull();
    assertThat(STRICT.checkAddition(false, members("vv"), connected()))
        .isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkAddition(true, members("vv"), connected())).isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkAddition(false, members("vvv"), connected(2L, 3L))).isNull();
    assertThat(STRICT.checkAddition(false, members("vvv"), connected(2L)))
        .isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkAddition(false, members("vvvl"), connected(2L, 4L)))
        .isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkAddition(false, members("vvvvv"), connected(2L, 3L, 4L))).isNull();
  }

  @Test
  void removals() {
    assertThat(STRICT.checkRemoval(1, members("v"), connected()))
        .isEqualTo(Refusal.TOO_FEW_STARTED);
    assertThat(LOOSE.checkRemoval(1, members("v"), connected())).isNull();
    assertThat(STRICT.checkRemoval(2, members("vl"), connected())).isNull();
    assertThat(STRICT.checkRemoval(2, members("vu"), connected())).isNull();
    assertThat(STRICT.checkRemoval(1, members("vu"), connected(2L)))
        .isEqualTo(Refusal.TOO_FEW_STARTED);
    assertThat(STRICT.checkRemoval(2, members("vv"), connected(2L))).isNull();
    assertThat(STRICT.checkRemoval(1, members("vv"), connected())).isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkRemoval(2, members("vvv"), connected(2L, 3L))).isNull();
    assertThat(STRICT.checkRemoval(2, members("vvv"), connected(3L))).isNull();
    assertThat(STRICT.checkRemoval(3, members("vvv"), connected(3L))).isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkRemoval(1, members("vvv"), connected(2L))).isEqualTo(Refusal.UNHEALTHY);
    assertThat(STRICT.checkRemoval(9, members("vvv"), connected(2L, 3L))).isNull();
  }

  private static LeaderProgress progress(long leader, long... matched) {
    TreeMap<Long, Long> map = new TreeMap<>();
    for (int i = 0; i < matched.length; i++) {
      map.put(i + 1L, matched[i]);
    }
    return new LeaderProgress(leader, map);
  }

  @Test
  void promotions() {
    assertThat(STRICT.checkPromotion(2, members("vl"), LeaderProgress.NONE))
        .isEqualTo(Refusal.NOT_LEADER);
    assertThat(STRICT.checkPromotion(2, members("vl"), progress(1, 100, 90))).isNull();
    assertThat(STRICT.checkPromotion(2, members("vl"), progress(1, 100, 89)))
        .isEqualTo(Refusal.LEARNER_NOT_READY);
    assertThat(STRICT.checkPromotion(2, members("vl"), progress(1, 100)))
        .isEqualTo(Refusal.LEARNER_NOT_READY);
    assertThat(STRICT.checkPromotion(3, members("vl"), progress(1, 100, 90)))
        .isEqualTo(Refusal.MEMBER_NOT_FOUND);
    // Removed a moment ago: the leader's progress still names it.
    assertThat(STRICT.checkPromotion(3, members("vl"), progress(1, 100, 90, 50)))
        .isEqualTo(Refusal.MEMBER_NOT_FOUND);
    assertThat(STRICT.checkPromotion(4, members("vuul"), progress(1, 9, 9, 9, 9)))
        .isEqualTo(Refusal.TOO_FEW_STARTED);
    assertThat(LOOSE.checkPromotion(4, members("vuul"), progress(1, 9, 9, 9, 9))).isNull();
    assertThat(STRICT.checkPromotion(3, members("vul"), progress(1, 9, 9, 9))).isNull();
  }
}
