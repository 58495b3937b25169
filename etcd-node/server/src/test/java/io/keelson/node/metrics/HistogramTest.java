package io.keelson.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistogramTest {
  @Test
  void boundsBelongToTheirBucket() {
    Histogram histogram = new Histogram(Buckets.exponential(0.001, 2, 3));
    histogram.observeNanos(-5);
    histogram.observeNanos(0);
    histogram.observeNanos(1_000_000);
    histogram.observeNanos(1_000_001);
    histogram.observeNanos(4_000_000);
    histogram.observeNanos(4_000_001);
    histogram.observeNanos(Long.MAX_VALUE);
    assertThat(counts(histogram, 4)).containsExactly(3, 1, 1, 2);
    assertThat(histogram.count()).isEqualTo(7);
  }

  @Test
  void nanosAndUnitsFallIntoTheSameBuckets() {
    SplittableRandom random = new SplittableRandom(3);
    for (Buckets buckets :
        new Buckets[] {
          Buckets.exponential(0.0001, 2, 20),
          Buckets.exponential(0.5, 2, 14).inMilliseconds(),
          Buckets.DEFAULT
        }) {
      Histogram byNanos = new Histogram(buckets);
      Histogram byUnits = new Histogram(buckets);
      for (int i = 0; i < 5_000; i++) {
        long nanos = random.nextLong(1L << random.nextInt(1, 40));
        byNanos.observeNanos(nanos);
        byUnits.observe((double) nanos / buckets.nanosPerUnit());
      }
      assertThat(counts(byNanos, buckets.count() + 1))
          .containsExactly(counts(byUnits, buckets.count() + 1));
      assertThat(byNanos.sum()).isCloseTo(byUnits.sum(), within(byUnits.sum()));
    }
  }

  @Test
  void refusesBoundsThatDoNotAscend() {
    assertThatThrownBy(() -> Buckets.explicit(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Buckets.explicit()).isInstanceOf(IllegalArgumentException.class);
  }

  private static org.assertj.core.data.Offset<Double> within(double sum) {
    return org.assertj.core.data.Offset.offset(sum * 1e-9);
  }

  private static long[] counts(Histogram histogram, int size) {
    long[] counts = new long[size];
    for (int i = 0; i < size; i++) {
      counts[i] = histogram.bucketCount(i);
    }
    return counts;
  }
}
