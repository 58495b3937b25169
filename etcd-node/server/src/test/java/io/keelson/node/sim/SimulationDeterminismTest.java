package io.keelson.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seed decides everything: real time, threads and the order of hashes have no say. */
final class SimulationDeterminismTest {
  @ParameterizedTest
  @ValueSource(longs = {3, 17, 40, 51, 62})
  void sameSeedSameTrace(long seed) {
    Simulation.Result first = Simulation.run(seed, SimulationTest.membersOf(seed), null);
    StringBuilder trace = new StringBuilder();
    Simulation.Result second = Simulation.run(seed, SimulationTest.membersOf(seed), trace);
    assertThat(second.traceHash()).isEqualTo(first.traceHash());
    assertThat(second.events()).isEqualTo(first.events());
    assertThat(trace).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {5})
  void otherSeedOtherTrace(long seed) {
    Simulation.Result first = Simulation.run(seed, SimulationTest.membersOf(seed), null);
    Simulation.Result second = Simulation.run(seed + 1, SimulationTest.membersOf(seed), null);
    assertThat(second.traceHash()).isNotEqualTo(first.traceHash());
  }
}
