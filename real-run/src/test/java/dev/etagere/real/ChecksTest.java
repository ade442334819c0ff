package dev.etagere.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.simulation.RegisterCheck.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checks find what is wrong in histories made by hand. */
class ChecksTest {
  private final List<Entry> entries = new ArrayList<>();

  private Entry call(String workload, String kind, String value, String expected, String seen) {
    long now = entries.size() * 10L;
    Entry entry = new Entry("c", workload, workload, kind, value, expected, now);
    entry.end = now + 5;
    entry.outcome = Outcome.DONE;
    entry.seen = seen;
    entries.add(entry);
    return entry;
  }

  private Checks checks(Map<String, String> finals) {
    return new Checks(entries, finals);
  }

  @Test
  void register_readsAndReplacesInOrder_pass() {
    call("register", "READ", "", "", "-");
    call("register", "CREATE", "v1", "", "-");
    call("register", "REPLACE", "v2", "v1", "-");
    call("register", "CREATE", "v3", "", "-").outcome = Outcome.CONFLICT;
    call("register", "DELETE", "d", "v2", "-");
    call("register", "READ", "", "", "-");

    assertThat(checks(Map.of()).violations).isEmpty();
  }

  @Test
  void register_lostReplace_isFound() {
    call("register", "CREATE", "v1", "", "-");
    call("register", "REPLACE", "v2", "v1", "-");
    call("register", "READ", "", "", "v1");

    assertThat(checks(Map.of()).violations).hasSize(1);
  }

  @Test
  void register_twoReplacesOfOneVersion_areFound() {
    call("register", "CREATE", "v1", "", "-");
    call("register", "REPLACE", "v2", "v1", "-");
    call("register", "REPLACE", "v3", "v1", "-");

    assertThat(checks(Map.of()).violations).hasSize(1);
  }

  @Test
  void register_valueBackAfterItsDelete_isFound() {
    call("register", "CREATE", "v1", "", "-");
    call("register", "DELETE", "d", "v1", "-");
    call("register", "READ", "", "", "v1");

    assertThat(checks(Map.of()).violations).hasSize(1);
  }

  @Test
  void register_valueOfARefusedWrite_isFound() {
    call("register", "CREATE", "v1", "", "-").outcome = Outcome.NOT_DONE;
    call("register", "READ", "", "", "v1");

    assertThat(checks(Map.of()).violations).hasSize(1);
  }

  @Test
  void register_falseConflict_isFound() {
    call("register", "CREATE", "v1", "", "-").outcome = Outcome.CONFLICT;

    assertThat(checks(Map.of()).violations).hasSize(1);
  }

  @Test
  void register_openWriteSeenLater_passes() {
    call("register", "CREATE", "v1", "", "-").outcome = Outcome.OPEN;
    call("register", "READ", "", "", "-");
    call("register", "READ", "", "", "v1");

    assertThat(checks(Map.of()).violations).isEmpty();
  }

  @Test
  void counter_belowWhatWasAcknowledged_isLost() {
    call("counter", "PUT", "a", "", "1");
    call("counter", "PUT", "b", "", "2");

    assertThat(checks(Map.of("counter", "1")).lost).isEqualTo(1);
  }

  @Test
  void counter_oneResultTwice_isLost() {
    call("counter", "PUT", "a", "", "1");
    call("counter", "PUT", "b", "", "1");

    assertThat(checks(Map.of("counter", "2")).lost).isEqualTo(1);
  }

  @Test
  void counter_aboveWhatWasTried_isFound() {
    call("counter", "PUT", "a", "", "1");
    call("counter", "PUT", "b", "", "-").outcome = Outcome.OPEN;

    assertThat(checks(Map.of("counter", "2")).violations).isEmpty();
    assertThat(checks(Map.of("counter", "3")).violations).hasSize(1);
  }

  @Test
  void set_acknowledgedElementMissing_isLostAndUntriedFound() {
    Entry lost = new Entry("c", "set", "set-1", "PUT", "a", "", 0);
    lost.outcome = Outcome.DONE;
    entries.add(lost);

    Checks checks = checks(Map.of("set-1", "z"));

    assertThat(checks.lost).isEqualTo(1);
    assertThat(checks.violations).hasSize(2);
  }

  @Test
  void log_ofUpdatesInOrder_passes() {
    call("log", "PUT", "a", "", "a");
    call("log", "PUT", "b", "", "-").outcome = Outcome.OPEN;
    call("log", "READ", "", "", "a b");
    call("log", "READ", "", "", "-").outcome = Outcome.NOT_DONE;

    assertThat(checks(Map.of("log", "a b")).violations).isEmpty();
  }

  @Test
  void log_updateMissing_isLostAndALookAtThePastFound() {
    call("log", "PUT", "a", "", "a");
    call("log", "READ", "", "", "-");

    Checks checks = checks(Map.of("log", "b"));

    assertThat(checks.lost).isEqualTo(1);
    assertThat(checks.violations).hasSize(2);
  }

  @Test
  void bank_wrongTotal_isFound() {
    call("bank", "READ", "", "", "20 20 20 20 20");
    call("bank", "READ", "", "", "20 20 20 20 21");

    assertThat(checks(Map.of()).violations).hasSize(1);
  }
}
