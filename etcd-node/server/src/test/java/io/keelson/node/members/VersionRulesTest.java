package io.keelson.node.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.members.MemberTable.Membership;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions as upstream reads them, and which one a cluster moves to. */
final class VersionRulesTest {
  private static final MinorVersion V37 = new MinorVersion(3, 7);
  private static final MinorVersion V36 = new MinorVersion(3, 6);

  private static @Nullable MinorVersion next(@Nullable String agreed, Downgrade downgrade) {
    return VersionRules.next(new Membership(List.of(), List.of(), agreed, downgrade), V37);
  }

  @Test
  void setsThenRaises() {
    assertThat(next(null, Downgrade.NONE)).isEqualTo(V37);
    assertThat(next("3.0.0", Downgrade.NONE)).isEqualTo(V37);
    assertThat(next("3.7.0", Downgrade.NONE)).isNull();
    assertThat(next("3.8.0", Downgrade.NONE)).isNull();
  }

  @Test
  void waitsForMembersThatDoNotAnswer() {
    Membership none = new Membership(List.of(), List.of(), null, Downgrade.NONE);
    assertThat(VersionRules.next(none, null)).isEqualTo(MinorVersion.OLDEST);
    Membership some = new Membership(List.of(), List.of(), "3.6.0", Downgrade.NONE);
    assertThat(VersionRules.next(some, null)).isNull();
    assertThat(VersionRules.isTooOld(V36, "3.7.0")).isTrue();
    assertThat(VersionRules.isTooOld(V36, "3.6.0")).isFalse();
    assertThat(VersionRules.isTooOld(V36, null)).isFalse();
  }

  @Test
  void wayBackEndsWhenAllRunTheTarget() {
    Downgrade down = new Downgrade(true, "3.6.0");
    Membership back = new Membership(List.of(), List.of(), "3.6.0", down);
    assertThat(VersionRules.isDowngraded(back, List.of(V36, V36))).isTrue();
    assertThat(VersionRules.isDowngraded(back, List.of(V36, V37))).isFalse();
    Membership not = new Membership(List.of(), List.of(), "3.6.0", Downgrade.NONE);
    assertThat(VersionRules.isDowngraded(not, List.of(V36))).isFalse();
  }

  @Test
  void goesDownByOneWhereThatIsWanted() {
    assertThat(next("3.7.0", new Downgrade(true, "3.6.0"))).isEqualTo(V36);
    assertThat(next("3.6.0", new Downgrade(true, "3.6.0"))).isNull();
    assertThat(next("3.7.0", new Downgrade(true, "3.5.0"))).isNull();
    assertThat(next("3.6.0", Downgrade.NONE)).isEqualTo(V37);
  }

  @ParameterizedTest
  @CsvSource({
    "3.6, 3.6",
    "3.6.9, 3.6",
    "3.06.0, 3.6",
    "3.6.0-rc.1, 3.6",
    "3.6.0-, 3.6",
    "3.6.0+a-b, 3.6",
    "3.6.0-a+b.c, 3.6"
  })
  void readsVersions(String text, String expected) {
    assertThat(MinorVersion.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "abc", "3.x", "3.6.0.0", "+3.6.0", "3.6-rc", "3.6.0-_", " 3.6"})
  void refusesOthers(String text) {
    assertThat(MinorVersion.parse(text)).isNull();
  }

  @Test
  void downgradeIsStoredAsUpstreamStoresIt() {
    Downgrade downgrade = new Downgrade(true, "3.6.0");
    assertThat(new String(downgrade.encode(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("{\"target-version\":\"3.6.0\",\"enabled\":true}");
    assertThat(Downgrade.decode(downgrade.encode())).isEqualTo(downgrade);
  }
}
