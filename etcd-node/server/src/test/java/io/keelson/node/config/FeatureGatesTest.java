package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FeatureGatesTest {

  @Test
  void betaIsOnAndAlphaOffByDefault() {
    FeatureGates gates = FeatureGates.DEFAULT;
    assertThat(gates.states()).hasSize(FeatureGate.values().length);
    assertThat(gates.isOn(FeatureGate.FAST_LEASE_KEEP_ALIVE)).isTrue();
    assertThat(gates.isOn(FeatureGate.PRIORITY_REQUEST)).isFalse();
    assertThat(gates).hasToString("");
  }

  @Test
  void aGivenGateOutweighsItsStage() throws BadValueException {
    FeatureGates gates =
        FeatureGates.DEFAULT.merge("PriorityRequest=false,AllAlpha=true,AllBeta=0");
    assertThat(gates.isOn(FeatureGate.PRIORITY_REQUEST)).isFalse();
    assertThat(gates.isOn(FeatureGate.LEASE_CHECKPOINT)).isTrue();
    assertThat(gates.isOn(FeatureGate.FAST_LEASE_KEEP_ALIVE)).isFalse();
  }

  @Test
  void repeatedFlagsAddUp() {
    ServerConfig config =
        Parsing.run(
            "--feature-gates=InitialCorruptCheck=true", "--feature-gates", "CompactHashCheck=t,");
    assertThat(config.features()).hasToString("CompactHashCheck=true,InitialCorruptCheck=true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Foo=true | unrecognized feature gate: Foo",
        "LeaseCheckpoint | missing bool value for LeaseCheckpoint",
        "A=b | invalid value of A=b, err: strconv.ParseBool: parsing \"b\": invalid syntax",
      })
  void refuses(String text, String message) {
    assertThatThrownBy(() -> FeatureGates.DEFAULT.merge(text)).hasMessage(message);
  }
}
