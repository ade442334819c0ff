package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.UnavailableException;
import org.junit.jupiter.api.Test;

class DeedTest {
  private final Deed deed = new Deed();

  @Test
  void truth_ofRead_namesIt() {
    deed.reads("the read of 'k'");

    assertThat(deed.truth(null)).isEqualTo("interrupted; the read of 'k' was not finished");
    assertThat(deed.truth(null)).as("told once").isNull();
  }

  @Test
  void truth_beforeAnythingWasSent_isNotDone() {
    deed.writes("the write of 'k'");

    assertThat(deed.truth(null)).contains("the write of 'k' was not done");
  }

  @Test
  void truth_underWay_isNotKnown() {
    deed.writes("the write of 'k'");
    deed.perhapsApplied();

    assertThat(deed.truth(new IllegalStateException("whatever")))
        .contains("'k' was done is not known");
  }

  @Test
  void truth_asTheStoreTellsIt_isBetterKnown() {
    deed.writes("the write of 'k'");
    deed.perhapsApplied();
    assertThat(deed.truth(new UnavailableException("k", "no", null))).contains("was not done");

    Deed other = new Deed();
    other.writes("the write of 'k'");
    assertThat(other.truth(new OutcomeUnknownException("k", "?", null))).contains("is not known");
  }

  @Test
  void truth_afterItsEnd_isDone() {
    deed.writes("the write of 'k'");
    deed.perhapsApplied();
    deed.done();

    assertThat(deed.truth(null)).isEqualTo("interrupted, but the write of 'k' was done");
  }
}
