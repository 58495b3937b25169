package io.keelson.node.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.disk.SimDisk;
import io.keelson.node.disk.SimDisk.Fault;
import java.io.IOException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Stops the machine before every single call that the log makes to the disk, in every state that
 * the disk can then be in if there are few, else in some of them.
 */
final class WalCrashTest {
  private static final int ENUMERATED_TOSSES_MAX = 6;
  private static final int RANDOM_OUTCOMES = 24;

  @Test
  void everyCrashKeepsWhatWasAcknowledged() throws IOException {
    int calls = callsOfScenario();
    assertThat(calls).isGreaterThan(70);
    for (int call = 1; call <= calls + 1; call++) {
      WalScenario scenario = new WalScenario();
      SimDisk disk = WalFixture.disk();
      disk.failAtCall(call, Fault.STOP);
      IOException error = scenario.run(disk);
      assertThat(error == null).isEqualTo(call > calls);
      CountedCoin probe = new CountedCoin(0);
      disk.copy().crash(probe);
      int outcomes =
          probe.tosses() <= ENUMERATED_TOSSES_MAX ? 1 << probe.tosses() : RANDOM_OUTCOMES;
      for (int i = 0; i < outcomes; i++) {
        check(scenario, disk, coin(probe.tosses(), i), "call " + call + " outcome " + i);
      }
      check(scenario, disk, new CountedCoin(-1L), "call " + call + ", all kept");
    }
  }

  @Test
  void everyKillKeepsWhatWasAcknowledged() throws IOException {
    int calls = callsOfScenario();
    for (int call = 1; call <= calls; call++) {
      WalScenario scenario = new WalScenario();
      SimDisk disk = WalFixture.disk();
      disk.failAtCall(call, Fault.STOP);
      scenario.run(disk);
      disk.stopProcess();
      scenario.checkRecovery(disk);
    }
  }

  /** A kill, then a stop of the machine before each call of the recovery, then recovery. */
  @Test
  void recoveryCanBeInterruptedAnywhere() throws IOException {
    int calls = callsOfScenario();
    Random random = new Random(3);
    for (int call = 3; call <= calls; call += 5) {
      WalScenario scenario = new WalScenario();
      SimDisk stopped = WalFixture.disk();
      stopped.failAtCall(call, Fault.STOP);
      scenario.run(stopped);
      SimDisk crashed = stopped.copy();
      crashed.crash(random);
      boolean isInterrupted = true;
      for (int inner = 1; isInterrupted; inner += 2) {
        SimDisk disk = (inner & 2) == 0 ? crashed.copy() : stopped.copy();
        disk.failAtCall(inner, Fault.STOP);
        isInterrupted = isInterrupted(scenario, disk);
        disk.crash(random);
        disk.failAtCall(1 + random.nextInt(30), Fault.STOP);
        isInterrupted(scenario, disk);
        disk.crash(random);
        scenario.checkRecovery(disk);
      }
    }
  }

  /** What was read back after a kill is durable although the process had never synced it. */
  @Test
  void whatRecoveryReturnsSurvivesAPowerCut() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(1 << 14);
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    wal.append(null, java.util.List.of(WalFixture.entry(1, 1, 3000)));
    disk.failAt(SimDisk.Operation.SYNC, 1, Fault.EIO);
    IOException failure = null;
    try {
      wal.sync();
    } catch (IOException e) {
      failure = e;
    }
    assertThat(failure).isNotNull();
    wal.close();
    disk.stopProcess();
    WalRecovery recovery = Wal.open(disk, config, WalSnapshot.NONE);
    assertThat(recovery.entries()).hasSize(1);
    disk.crash(new CountedCoin(0));
    assertThat(Wal.open(disk, config, WalSnapshot.NONE).entries()).isEqualTo(recovery.entries());
  }

  private static boolean isInterrupted(WalScenario scenario, SimDisk disk) {
    try {
      scenario.recover(disk);
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("stopped");
      return true;
    }
  }

  private static RandomGenerator coin(int tosses, int outcome) {
    return tosses <= ENUMERATED_TOSSES_MAX
        ? new CountedCoin(outcome)
        : new SplittableRandom(outcome);
  }

  private static void check(
      WalScenario scenario, SimDisk stopped, RandomGenerator coin, String where)
      throws IOException {
    SimDisk disk = stopped.copy();
    disk.crash(coin);
    try {
      scenario.checkRecovery(disk);
    } catch (IOException | AssertionError e) {
      throw new AssertionError(where, e);
    }
  }

  static int callsOfScenario() {
    SimDisk disk = WalFixture.disk();
    int before = disk.calls().size();
    assertThat(new WalScenario().run(disk)).isNull();
    assertThat(disk.calls())
        .as("a segment is used again")
        .anyMatch(
            call ->
                call.operation() == SimDisk.Operation.OPEN
                    && call.path().toString().endsWith(".tmp"));
    return disk.calls().size() - before;
  }
}
