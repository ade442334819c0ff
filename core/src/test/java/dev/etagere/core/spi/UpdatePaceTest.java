package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpdatePaceTest {
  private final UpdatePace pace = new UpdatePace(new FakeAmbient());

  @Test
  void pause_aWriteTookLong_isBoundedAllTheSame() {
    while (!pace.yields()) {
      pace.won(Version.of("v", Lineage.unknown()), Duration.ofSeconds(20));
    }

    for (int i = 0; i < 100; i++) {
      assertThat(pace.pause()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void linger_aWriteTookLong_isBoundedAllTheSame() {
    Version version = Version.of("v", Lineage.unknown());
    pace.won(version, Duration.ofMillis(20));
    assertThat(pace.linger()).isEqualTo(Duration.ofMillis(5));

    pace.won(version, Duration.ofSeconds(20));
    assertThat(pace.linger()).isEqualTo(Duration.ofMillis(50));
  }
}
