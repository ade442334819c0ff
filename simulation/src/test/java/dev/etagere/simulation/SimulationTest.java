package dev.etagere.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.quorum.Mutant;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short version of {@code simulation/run}; the long ones are that script's. */
class SimulationTest {
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  @Test
  void histories_underTheTrueRules_areLinearizable() {
    long seed = Ambient.system().random().nextLong();
    Runner.Result result = new Runner(seed, null).run(AT_MOST, 8_000, false, 2);
    System.out.println(result + " seed=" + seed);

    assertThat(result.violations())
        .as(() -> "see it: simulation/run --replay " + result.first().seed())
        .isZero();
    assertThat(result.operations()).isGreaterThan(10_000);
  }

  /** With a seed that is known to show it: that others do too is what the script shows. */
  @ParameterizedTest
  @EnumSource(Mutant.class)
  void histories_underBrokenRules_areNot(Mutant mutant) {
    Runner.Result result = new Runner(1, mutant).run(AT_MOST, 200_000, true, 2);

    assertThat(result.violations()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mutant.class,
      names = {"QUORUM_OF_ONE", "ANSWER_NOT_CHOSEN", "MEDIAN_OF_TWO", "COMMITTED_BY_ONE"})
  void exploration_underBrokenRules_findsIt(Mutant mutant) {
    Explorer.Result result = new Explorer(Scope.SMALL, mutant).run(AT_MOST, 2_000_000);

    assertThat(result.fault()).isNotNull();
  }

  @Test
  void exploration_ofALeaderThatRestartsUnderItsOldTerm_findsIt() {
    Explorer.Result result =
        new Explorer(Scope.STICKY, Mutant.STICKY_RESTARTED).run(AT_MOST, 2_000_000);

    assertThat(result.fault()).isNotNull();
  }

  @Test
  void exploration_ofALeaderThatRestarts_isCompleteWithoutAFault() {
    Explorer.Result result = new Explorer(Scope.STICKY, null).run(AT_MOST, 2_000_000);
    System.out.println(result);

    assertThat(result.fault()).isNull();
    assertThat(result.complete()).isTrue();
  }

  @Test
  void exploration_underTheTrueRules_isCompleteWithoutAFault() {
    Explorer.Result result = new Explorer(Scope.SMALL, null).run(AT_MOST, 2_000_000);
    System.out.println(result);

    assertThat(result.fault()).isNull();
    assertThat(result.complete()).isTrue();
  }

  @Test
  void replay_ofASeed_isTheSameHistory() {
    for (long seed = 0; seed < 50; seed++) {
      String once = drawn(seed);

      assertThat(drawn(seed)).isEqualTo(once);
    }
  }

  private static String drawn(long seed) {
    Trace trace = new Trace(true);
    return trace.draw(new World(seed, null, trace).run());
  }
}
