package dev.etagere.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  private void record(int millis) {
    latencies.record(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void percentile_nothingRecorded_empty() {
    assertThat(latencies.percentile(0.5)).isEmpty();
  }

  @Test
  void percentile_one_isThatOne() {
    record(7);

    assertThat(latencies.percentile(0.01)).contains(Duration.ofMillis(7));
    assertThat(latencies.percentile(1)).contains(Duration.ofMillis(7));
  }

  @Test
  void percentile_hundred_nearestRank() {
    for (int i = 100; i >= 1; i--) {
      record(i);
    }
    // What is asked for again soon may miss the last few calls: ask when it is due.
    for (int i = 0; i < 12; i++) {
      record(50);
    }

    assertThat(latencies.percentile(0.5).orElseThrow()).isBetween(ms(49), ms(51));
    assertThat(latencies.percentile(0.99).orElseThrow()).isBetween(ms(98), ms(100));
  }

  @Test
  void percentile_moreThanRemembered_goesByTheLast() {
    for (int i = 0; i < 1_000; i++) {
      record(1_000);
    }
    for (int i = 0; i < Latencies.SIZE; i++) {
      record(1);
    }

    assertThat(latencies.count()).isEqualTo(Latencies.SIZE);
    assertThat(latencies.percentile(1)).contains(ms(1));
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
