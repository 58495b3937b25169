package io.keelson.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The comparison sees every kind of difference. */
final class StepsTest {
  private static final String ONE = "{\"step\":\"kv put\",\"value\":1}";
  private static final String TWO = "{\"step\": \"kv get\", \"value\": 2}";

  @Test
  void equalLinesDoNotDiffer() {
    assertThat(Steps.of(List.of(ONE, TWO, ONE)).differences(Steps.of(List.of(ONE, TWO, ONE))))
        .isEmpty();
  }

  @Test
  void tellsWhichStepDiffers() {
    Steps other = Steps.of(List.of(ONE, "{\"step\":\"kv get\",\"error\":\"x\"}"));
    assertThat(Steps.of(List.of(ONE, TWO)).differences(other))
        .singleElement()
        .asString()
        .startsWith("kv get")
        .contains("2}", "\"x\"");
  }

  @Test
  void aMissingOrRepeatedStepDiffers() {
    assertThat(Steps.of(List.of(ONE, TWO)).differences(Steps.of(List.of(ONE)))).hasSize(1);
    assertThat(Steps.of(List.of(ONE)).differences(Steps.of(List.of(ONE, ONE)))).hasSize(1);
  }

  @Test
  void refusesWhatIsNoStep() {
    assertThatThrownBy(() -> Steps.of(List.of("panic: no"))).hasMessageContaining("panic");
  }

  @Test
  void namesUnfinishedSteps() {
    String late = "{\"step\":\"watch x\",\"value\":{\"events\":[],\"short\":true}}";
    assertThat(Steps.of(List.of(ONE, late)).unfinished()).containsExactly(late);
  }
}
