package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
  private static final StoreSettings DEFAULTS = StoreSettings.defaults();
  private static final long MIB = 1 << 20;

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(DEFAULTS.deadline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(DEFAULTS.transferDeadline()).isEqualTo(Duration.ofHours(1));
    assertThat(DEFAULTS.maxBytesInMemory()).isEqualTo(16 * MIB);
    assertThat(DEFAULTS.multipartThreshold()).isEqualTo(16 * MIB);
    assertThat(DEFAULTS.partSize()).isEqualTo(8 * MIB);
    assertThat(DEFAULTS.parallelism()).isEqualTo(4);
    assertThat(DEFAULTS.verify()).isFalse();
    assertThat(DEFAULTS.executor()).isNull();
    assertThat(DEFAULTS.attachments()).isEmpty();
  }

  @Test
  void withX_each_keepsTheRest() {
    Ambient ambient = new FakeAmbient();
    StoreSettings settings =
        DEFAULTS
            .with(String.class, "attached")
            .withAmbient(ambient)
            .withExecutor(Runnable::run)
            .withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(2))
            .withMaxBytesInMemory(3)
            .withTransfers(4, 5 * MIB, 6)
            .withVerify(true);

    assertThat(settings.attachment(String.class)).isEqualTo("attached");
    assertThat(settings.attachment(Integer.class)).isNull();
    assertThat(settings.ambient()).isSameAs(ambient);
    assertThat(settings.executor()).isNotNull();
    assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.transferDeadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.maxBytesInMemory()).isEqualTo(3);
    assertThat(settings.multipartThreshold()).isEqualTo(4);
    assertThat(settings.partSize()).isEqualTo(5 * MIB);
    assertThat(settings.parallelism()).isEqualTo(6);
    assertThat(settings.verify()).isTrue();
  }

  @Test
  void withDeadlines_shortest_isAMillisecondAndLongestIsForever() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    Duration milli = Duration.ofMillis(1);

    assertThat(DEFAULTS.withDeadlines(milli, forever).transferDeadline()).isEqualTo(forever);
    for (Duration bad :
        new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(999_999)}) {
      assertThatThrownBy(() -> DEFAULTS.withDeadlines(bad, milli))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> DEFAULTS.withDeadlines(milli, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, Integer.MAX_VALUE, Long.MAX_VALUE})
  void withMaxBytesInMemory_noArraySize_isRefused(long bytes) {
    assertThatThrownBy(() -> DEFAULTS.withMaxBytesInMemory(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
  void withTransfers_thresholdThatNoArrayHolds_isRefused(long threshold) {
    assertThatThrownBy(() -> DEFAULTS.withTransfers(threshold, 8 * MIB, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 5 * MIB - 1, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
  void withTransfers_partSizeOutOfRange_isRefused(long partSize) {
    assertThatThrownBy(() -> DEFAULTS.withTransfers(16 * MIB, partSize, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withTransfers_noneAtOnce_isRefused() {
    assertThatThrownBy(() -> DEFAULTS.withTransfers(16 * MIB, 8 * MIB, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
