package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final FakeAmbient ambient = new FakeAmbient();

  @Test
  void remaining_asTimePasses_shrinksToZeroAndNoFurther() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), ambient);

    ambient.pass(Duration.ofSeconds(4));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
    assertThat(deadline.passed()).isFalse();

    ambient.pass(Duration.ofSeconds(6));
    assertThat(deadline.passed()).isTrue();
    ambient.pass(Duration.ofDays(3));
    assertThat(deadline.remaining()).isZero();
    assertThat(deadline.length()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void pause_shorterThanWhatIsLeft_sleepsAsLong() throws InterruptedException {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), ambient);

    assertThat(deadline.pause(Duration.ofSeconds(3))).isTrue();

    assertThat(ambient.slept()).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void pause_longerThanWhatIsLeft_endsAtTheDeadline() throws InterruptedException {
    Deadline deadline = Deadline.after(Duration.ofSeconds(2), ambient);

    assertThat(deadline.pause(Duration.ofSeconds(3))).isFalse();

    assertThat(ambient.slept()).containsExactly(Duration.ofSeconds(2));
    assertThat(deadline.pause(Duration.ofSeconds(3))).isFalse();
    assertThat(ambient.slept()).endsWith(Duration.ZERO);
  }

  @Test
  void pause_interrupted_throws() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(2), ambient);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> deadline.pause(Duration.ofSeconds(1)))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void after_longerThanAYear_countsAsAYear() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), ambient);

    assertThat(deadline.remaining()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void after_zeroOrLess_isRefused() {
    assertThatThrownBy(() -> Deadline.after(Duration.ZERO, ambient))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Deadline.after(Duration.ofNanos(-1), ambient))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
