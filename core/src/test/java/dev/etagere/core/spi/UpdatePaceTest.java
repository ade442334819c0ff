package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdatePaceTest {
  private static final Version OWN = Version.of("v", Lineage.unknown());
  private static final Duration TOOK = Duration.ofMillis(20);

  private final ConflictException race = ConflictException.refused("key", "write");
  private final FakeAmbient ambient = new FakeAmbient();
  private final UpdatePace pace = new UpdatePace(ambient);

  @Test
  void pause_aWriteTookLong_isBoundedAllTheSame() {
    pace.lost(race, Duration.ofSeconds(20));
    while (!pace.yields()) {
      pace.won(OWN, Duration.ofSeconds(20));
    }

    for (int i = 0; i < 100; i++) {
      assertThat(pace.pause()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void linger_aWriteTookLong_isBoundedAllTheSame() {
    pace.won(OWN, Duration.ofMillis(20));
    assertThat(pace.linger()).isEqualTo(Duration.ofMillis(5));

    pace.won(OWN, Duration.ofSeconds(20));
    assertThat(pace.linger()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void pause_theLongerRacesAreLost_theShorter() {
    pace.lost(race, TOOK);
    assertThat(longestPause()).isBetween(TOOK.multipliedBy(3), TOOK.multipliedBy(4));

    ambient.pass(TOOK.multipliedBy(10));
    pace.lost(race, TOOK);
    assertThat(longestPause()).isBetween(TOOK, TOOK.multipliedBy(2));

    ambient.pass(TOOK.multipliedBy(10));
    assertThat(longestPause()).isPositive().isLessThan(TOOK.dividedBy(3));

    pace.won(OWN, TOOK);
    pace.lost(race, TOOK);
    assertThat(longestPause()).isGreaterThan(TOOK.multipliedBy(3));
  }

  @Test
  void yields_nobodyElseIsSeen_everMoreSeldomAndWithoutAPause() {
    assertThat(runs(6)).containsExactly(6, 12, 24, 32, 32, 32);
    assertThat(longestPause()).isZero();
  }

  @Test
  void yields_othersWereSeen_withAPauseUntilFourWereOfNoUse() {
    pace.lost(race, TOOK);
    pace.won(OWN, TOOK);
    runs(1);

    assertThat(runs(5)).containsExactly(6, 6, 6, 12, 24);
  }

  /** How many writes there are before each look, which sees what was written last. */
  private List<Integer> runs(int count) {
    List<Integer> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int wins = 0;
      for (; !pace.yields(); wins++) {
        pace.won(OWN, TOOK);
      }
      pace.saw(OWN);
      runs.add(wins);
    }
    return runs;
  }

  private Duration longestPause() {
    return IntStream.range(0, 200)
        .mapToObj(i -> pace.pause())
        .max(Duration::compareTo)
        .orElseThrow();
  }
}
