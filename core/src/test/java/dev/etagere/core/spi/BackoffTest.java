package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(10);

  @Test
  void next_atTheLuckiest_doublesUpToSixteenTimesTheFirst() {
    assertThat(pauses(new Highest(), Duration.ofDays(1), 7))
        .containsExactly(ms(10), ms(20), ms(40), ms(80), ms(160), ms(160), ms(160));
  }

  @Test
  void next_aboveTheLongest_isCut() {
    assertThat(pauses(new Highest(), Duration.ofMillis(25), 5))
        .containsExactly(ms(10), ms(20), ms(25), ms(25), ms(25));
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void next_anySeed_liesBetweenZeroAndTheCeilingAndSpreads(long seed) {
    List<Duration> pauses = pauses(new Random(seed), Duration.ofSeconds(1), 200);

    assertThat(pauses)
        .as("seed %d", seed)
        .allMatch(p -> !p.isNegative() && p.compareTo(ms(160)) <= 0);
    assertThat(pauses.get(0)).isLessThanOrEqualTo(FIRST);
    assertThat(pauses.stream().distinct().count()).isGreaterThan(100);
    assertThat(pauses)
        .anyMatch(p -> p.compareTo(ms(40)) < 0)
        .anyMatch(p -> p.compareTo(ms(120)) > 0);
  }

  private static List<Duration> pauses(RandomGenerator random, Duration longest, int count) {
    Backoff backoff = new Backoff(FIRST, longest, new FakeAmbient(random));
    return IntStream.range(0, count).mapToObj(i -> backoff.next()).toList();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  /** Always the highest number it may give. */
  private static final class Highest implements RandomGenerator {
    @Override
    public long nextLong() {
      return Long.MAX_VALUE;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }
}
