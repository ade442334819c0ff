package dev.etagere.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.simulation.Op.Kind;
import dev.etagere.simulation.Op.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizerTest {
  private final List<Op> history = new ArrayList<>();
  private final BitSet deletes = new BitSet();

  private void wrote(int start, int end, Kind kind, int expected, int write) {
    Op op = new Op(0, kind, expected, start);
    op.end = end;
    op.outcome = end == Op.NEVER ? Outcome.OPEN : Outcome.COMMITTED;
    op.write = write;
    history.add(op);
  }

  private void put(int start, int end, int write) {
    wrote(start, end, Kind.PUT, -1, write);
  }

  private void saw(int start, int end, Kind kind, int expected, Outcome outcome, int seen) {
    Op op = new Op(1, kind, expected, start);
    op.end = end;
    op.outcome = outcome;
    op.seen = seen;
    history.add(op);
  }

  private void read(int start, int end, int seen) {
    saw(start, end, Kind.READ, -1, Outcome.CURRENT, seen);
  }

  private boolean accepted() {
    return Linearizer.accepts(history, deletes);
  }

  @Test
  void accepts_readsOfWhatWasWrittenBefore_yes() {
    put(1, 2, 1);
    read(3, 4, 1);
    put(5, 6, 2);
    read(7, 8, 2);

    assertThat(accepted()).isTrue();
  }

  @Test
  void accepts_aStaleRead_no() {
    put(1, 2, 1);
    put(3, 4, 2);
    read(5, 6, 1);

    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_aLostWrite_no() {
    put(1, 2, 1);
    read(3, 4, 0);

    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_concurrentReadsOfOldAndNew_onlyInThatOrder() {
    put(1, 10, 1);
    read(2, 3, 0);
    read(4, 5, 1);
    assertThat(accepted()).isTrue();

    read(6, 7, 0);
    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_twoReplacementsOfOneVersion_no() {
    put(1, 2, 1);
    wrote(3, 9, Kind.REPLACE, 1, 2);
    assertThat(accepted()).isTrue();

    wrote(3, 9, Kind.REPLACE, 1, 3);
    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_aConflictThatWasNone_no() {
    put(1, 2, 1);
    saw(3, 4, Kind.REPLACE, 1, Outcome.CONFLICT, 1);

    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_anOpenWrite_atAnyTimeLaterOrNeverButOnce() {
    put(1, Op.NEVER, 1);
    read(2, 3, 0);
    put(4, 5, 2);
    assertThat(accepted()).isTrue();

    read(6, 7, 1);
    assertThat(accepted()).isTrue();

    put(8, 9, 3);
    read(10, 11, 1);
    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_aReadOfAWriteThatWasNotDone_no() {
    Op op = new Op(0, Kind.PUT, -1, 1);
    op.end = 2;
    op.outcome = Outcome.NOT_DONE;
    op.write = 1;
    history.add(op);
    read(3, 4, 1);

    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_createAfterDelete_yesAndAfterPut_no() {
    put(1, 2, 1);
    deletes.set(2);
    wrote(3, 4, Kind.DELETE, -1, 2);
    wrote(5, 6, Kind.CREATE, -1, 3);
    assertThat(accepted()).isTrue();

    wrote(7, 8, Kind.CREATE, -1, 4);
    assertThat(accepted()).isFalse();
  }

  @Test
  void accepts_aDeleteThatFoundNothingThoughThereWasAValue_no() {
    put(1, 2, 1);
    saw(3, 4, Kind.DELETE, -1, Outcome.CURRENT, 1);

    assertThat(accepted()).isFalse();
  }
}
