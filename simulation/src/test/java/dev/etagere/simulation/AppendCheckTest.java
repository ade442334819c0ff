package dev.etagere.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.simulation.AppendCheck.Call;
import dev.etagere.simulation.RegisterCheck.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check finds what is wrong in histories made by hand. */
class AppendCheckTest {
  private final List<Call> calls = new ArrayList<>();

  /** Each begins when the one before it has ended. */
  private void call(String id, Outcome outcome, String result) {
    long start = calls.size() * 10L;
    calls.add(new Call(id, start, start + 5, outcome, result));
  }

  private List<String> violations(String last) {
    return AppendCheck.violations("0", calls, last);
  }

  @Test
  void violations_ofATrueHistory_none() {
    call("a", Outcome.DONE, "0 a");
    call("b", Outcome.OPEN, "");
    call("c", Outcome.OPEN, "");
    call("d", Outcome.NOT_DONE, "");
    call("", Outcome.DONE, "0 a b");
    calls.add(Call.ofAnyTime("0"));

    assertThat(violations("0 a b")).isEmpty();
  }

  @Test
  void violations_ofATrueHistoryFromNothing_none() {
    call("", Outcome.DONE, "");
    call("a", Outcome.DONE, "a");
    call("b", Outcome.DONE, "a b");

    assertThat(AppendCheck.violations("", calls, "a b")).isEmpty();
    assertThat(AppendCheck.violations("", List.of(), "")).isEmpty();
  }

  @Test
  void violations_ofWhatWasLost_areFound() {
    call("a", Outcome.DONE, "0 a");
    call("b", Outcome.DONE, "0 b");

    assertThat(violations("0 b")).hasSize(1);
  }

  @Test
  void violations_ofWhatWasAppliedTwice_areFound() {
    call("a", Outcome.DONE, "0 a");

    assertThat(violations("0 a a")).hasSize(1);
  }

  @Test
  void violations_ofWhatWasToldAsNotDone_areFound() {
    call("a", Outcome.NOT_DONE, "");

    assertThat(violations("0 a")).hasSize(1);
  }

  @Test
  void violations_ofWhatNobodyWrote_areFound() {
    assertThat(violations("0 a")).hasSize(1);
  }

  @Test
  void violations_ofTheResultOfAnother_areFound() {
    call("a", Outcome.DONE, "0 a b");
    call("b", Outcome.DONE, "0 a b");

    assertThat(violations("0 a b")).hasSize(1);
  }

  @Test
  void violations_ofALookAtThePast_areFound() {
    call("a", Outcome.DONE, "0 a");
    call("", Outcome.DONE, "0");

    assertThat(violations("0 a")).hasSize(1);
  }

  @Test
  void violations_ofALookAtWhatNeverWas_areFound() {
    calls.add(Call.ofAnyTime("0 b"));

    assertThat(violations("0")).hasSize(1);
  }

  @Test
  void violations_ofWhatTookEffectBeforeItsBegin_areFound() {
    call("", Outcome.DONE, "0 a");
    call("a", Outcome.OPEN, "");

    assertThat(violations("0 a")).hasSize(1);
  }
}
