package dev.etagere.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long SECOND = 1_000_000_000L;

  private final Breaker breaker = new Breaker(BreakerSettings.standard());
  private long now = Long.MAX_VALUE - SECOND / 2; // the clock overflows in each test

  private void pass(double seconds) {
    now += (long) (seconds * SECOND);
  }

  private void closeAgain() {
    assertThat(breaker.mayTry(now)).isTrue();
    breaker.succeeded(now);
    assertThat(breaker.mayTry(now)).isTrue();
    breaker.succeeded(now);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void failed_unreachableOnce_opens() {
    breaker.failed(Trouble.UNREACHABLE, now);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void failed_faultyThreeInARow_opensAtTheThird() {
    breaker.failed(Trouble.FAULTY, now);
    breaker.failed(Trouble.FAULTY, now);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

    breaker.failed(Trouble.FAULTY, now);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void failed_everySecondCall_opensByRateOnceTheWindowIsFull() {
    for (int i = 0; i < 19; i++) {
      assertThat(breaker.state()).as("after %d calls", i).isEqualTo(BreakerState.CLOSED);
      if (i % 2 == 0) {
        breaker.succeeded(now);
      } else {
        breaker.failed(Trouble.FAULTY, now);
      }
    }

    breaker.failed(Trouble.FAULTY, now);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void failed_nothingToDoWithTheLocation_countsAsWell() {
    for (int i = 0; i < 100; i++) {
      breaker.failed(Trouble.FAULTY, now);
      breaker.failed(Trouble.NONE, now);
      if (i % 3 == 0) {
        breaker.succeeded(now);
        breaker.succeeded(now);
      }
      if (i == 8) {
        break;
      }
    }

    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void mayTry_beforeTheWaitIsOver_no() {
    breaker.failed(Trouble.UNREACHABLE, now);
    pass(0.999);

    assertThat(breaker.mayTry(now)).isFalse();
    assertThat(breaker.untilTrial(now)).isBetween(Duration.ofNanos(1), Duration.ofMillis(1));
  }

  @Test
  void mayTry_waitIsOver_yesToOneAtATime() {
    breaker.failed(Trouble.UNREACHABLE, now);
    pass(1);

    assertThat(breaker.mayTry(now)).isTrue();
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(breaker.mayTry(now)).isFalse();
  }

  @Test
  void mayTry_trialNeverHeardOfAgain_yesAfterTheLongestWait() {
    breaker.failed(Trouble.UNREACHABLE, now);
    pass(1);
    assertThat(breaker.mayTry(now)).isTrue();
    pass(60);

    assertThat(breaker.mayTry(now)).isTrue();
  }

  @Test
  void failed_inTheTrial_opensForTwiceAsLongUpToTheLongest() {
    breaker.failed(Trouble.UNREACHABLE, now);
    long[] waits = {1, 2, 4, 8, 16, 32, 60, 60};
    for (long wait : waits) {
      assertThat(breaker.untilTrial(now)).isEqualTo(Duration.ofSeconds(wait));
      pass((double) wait);
      assertThat(breaker.mayTry(now)).isTrue();
      breaker.failed(Trouble.FAULTY, now);
    }
  }

  @Test
  void opened_againSoonAfterItClosed_waitsTwiceAsLong() {
    breaker.failed(Trouble.UNREACHABLE, now);
    pass(1);
    closeAgain();
    pass(299);

    breaker.failed(Trouble.UNREACHABLE, now);

    assertThat(breaker.untilTrial(now)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void opened_afterACalmTime_waitsAsAtFirst() {
    breaker.failed(Trouble.UNREACHABLE, now);
    pass(1);
    closeAgain();
    pass(300);

    breaker.failed(Trouble.UNREACHABLE, now);

    assertThat(breaker.untilTrial(now)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void succeeded_whileOpen_changesNothing() {
    breaker.failed(Trouble.UNREACHABLE, now);

    breaker.succeeded(now);

    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void settings_outOfRange_areRefusedByName() {
    BreakerSettings standard = BreakerSettings.standard();
    assertThatThrownBy(() -> standard.withFailures(0, 0.5, 20))
        .hasMessageContaining("failuresInARow");
    assertThatThrownBy(() -> standard.withFailures(1, 0, 20)).hasMessageContaining("failureRate");
    assertThatThrownBy(() -> standard.withFailures(1, 0.5, 0)).hasMessageContaining("window");
    assertThatThrownBy(() -> standard.withTrials(0)).hasMessageContaining("trials");
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> standard.withWaits(Duration.ZERO, second, second))
        .hasMessageContaining("firstWait");
    assertThatThrownBy(() -> standard.withWaits(second, Duration.ofMillis(1), second))
        .hasMessageContaining("longestWait");
    assertThatThrownBy(() -> standard.withWaits(second, second, Duration.ZERO))
        .hasMessageContaining("calm");
  }
}
