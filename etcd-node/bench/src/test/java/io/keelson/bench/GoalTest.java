package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bench.Figure.Better;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The verdict follows the direction of the measure and the kind of the goal. */
class GoalTest {
  private static final Goal THREE_TIMES = Goal.timesBetter("cost", 3);

  @Test
  void theMedianOfThePairsCounts() {
    assertThat(THREE_TIMES.row(costs(List.of(1.0, 2.0, 9.0), List.of(3.0, 8.0, 9.0))))
        .isEqualTo("| shape | cost times better ≥ 3.00 | 3.00 | met |");
    assertThat(THREE_TIMES.row(costs(List.of(2.0), List.of(5.0)))).endsWith("| 2.50 | MISSED |");
  }

  @Test
  void aHigherRateIsBetter() {
    Figure rate = new Figure("shape", "rate", Better.HIGHER, List.of(30.0), List.of(10.0));
    assertThat(Goal.timesBetter("rate", 3).row(rate)).endsWith("| 3.00 | met |");
  }

  @Test
  void aBoundDoesNotLookAtTheReference() {
    Goal bound = Goal.atMost("cost", 4);
    assertThat(bound.row(costs(List.of(4.0), List.of(1.0))))
        .isEqualTo("| shape | cost ≤ 4.00 | 4.00 | met |");
    assertThat(bound.row(costs(List.of(4.1), List.of(100.0)))).endsWith("| 4.10 | MISSED |");
  }

  @Test
  void withoutARatioNothingIsMet() {
    assertThat(THREE_TIMES.row(costs(List.of(0.0), List.of(5.0)))).endsWith("| – | MISSED |");
  }

  @Test
  void nameIsUniqueAndGoalsAreOfClusters() {
    assertThat(Arrays.stream(Shape.values()).map(shape -> shape.title)).doesNotHaveDuplicates();
    assertThat(Stream.of(Shape.values()).filter(it -> !it.goals(true).isEmpty()))
        .allMatch(it -> it.members() == 3);
    assertThat(Shape.PUT_64_X3.goals(false)).containsExactly(Goal.timesBetter(Goal.CPU, 3));
    assertThat(Shape.PUT_64_X3.goals(true)).containsExactly(Goal.timesBetter(Goal.CPU, 4));
  }

  private static Figure costs(List<Double> ours, List<Double> theirs) {
    return new Figure("shape", "cost", Better.LOWER, ours, theirs);
  }
}
