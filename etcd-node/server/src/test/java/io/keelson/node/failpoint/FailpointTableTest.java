package io.keelson.node.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Terms act in their order, as often and as likely as they say. */
final class FailpointTableTest {
  private final FakeEffects effects = new FakeEffects();
  private final FailpointTable table = new FailpointTable(effects);

  private void reach(int times) {
    for (int i = 0; i < times; i++) {
      table.reached(Failpoint.BEFORE_COMMIT);
    }
  }

  @Test
  void theFirstTermThatMayActs() {
    assertThat(table.enable("beforeCommit", "2*sleep(7)->1*return->print->panic")).isNull();
    table.reached(Failpoint.AFTER_COMMIT);
    reach(5);
    assertThat(effects.done)
        .containsExactly(
            "sleep: 7",
            "sleep: 7",
            "print: failpoint print: beforeCommit",
            "print: failpoint print: beforeCommit");
    assertThat(table.status("beforeCommit").count()).isEqualTo(5);
  }

  @Test
  void chanceDecidesAndIsAskedBeforeWhatFollows() {
    table.enable("beforeCommit", "25.0%1*panic->sleep(1)");
    effects.chances.add(0.3);
    effects.chances.add(0.2);
    effects.chances.add(0.2);
    reach(3);
    assertThat(effects.done)
        .containsExactly("sleep: 1", "panic: failpoint panic: beforeCommit", "sleep: 1");
  }

  @Test
  void countsThatAreUsedUpLeaveNothing() {
    table.enable("beforeCommit", "1*panic");
    reach(3);
    assertThat(effects.done).containsExactly("panic: failpoint panic: {}");
    assertThat(table.status("beforeCommit").count()).isEqualTo(1);
  }

  @Test
  void aPanicNamesItsValueOrThePlace() {
    table.enable("beforeCommit", "1*panic(\"why\")->1*panic->off");
    reach(3);
    assertThat(effects.done)
        .containsExactly("panic: failpoint panic: why", "panic: failpoint panic: beforeCommit");
  }

  @Test
  void sleepsThatCannotBeReadAreTold() {
    table.enable("beforeCommit", "1*sleep(\"2s\")->1*sleep(\"x\")->1*sleep(true)->sleep");
    reach(4);
    assertThat(effects.done)
        .containsExactly(
            "sleep: 2000",
            "print: failpoint: could not parse sleep(x) on beforeCommit",
            "print: failpoint: ignoring sleep(true) on beforeCommit",
            "print: failpoint: ignoring sleep({}) on beforeCommit");
  }

  @Test
  void enablingAgainCountsAnew() {
    table.enable("beforeCommit", "1*print");
    reach(1);
    table.enable("beforeCommit", "1*print");
    assertThat(table.status("beforeCommit").count()).isZero();
    reach(2);
    assertThat(table.status("beforeCommit").count()).isEqualTo(1);
    assertThat(table.disable("beforeCommit")).isNull();
    reach(1);
    assertThat(effects.done).hasSize(2);
  }
}
