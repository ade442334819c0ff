package dev.etagere.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Medians;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HarnessTest {
  private static Measure took(double nanos) {
    return Measure.of(Measure.OPERATIONS, 1).with(Measure.NANOS, nanos);
  }

  @Test
  void inTurn_twoSides_warmUpThenAlternateInReversedOrder() throws Exception {
    List<String> calls = new ArrayList<>();
    Map<String, Side> sides = new LinkedHashMap<>();
    for (String name : List.of("a", "b")) {
      sides.put(
          name,
          millis -> {
            calls.add(name + millis);
            return took(1);
          });
    }

    Compared compared = new Rounds(true, Path.of("."), Path.of(".")).inTurn(sides, 3, 9, 1);

    assertThat(calls).containsExactly("a9", "b9", "a1", "b1", "b1", "a1", "a1", "b1");
    assertThat(compared.of("a")).hasSize(3);
  }

  @Test
  void ratio_noiseThatStrikesBothSidesOfARound_isTheMedianOfTheRoundsRatios() {
    // In the second round all was ten times slower.
    Compared compared =
        new Compared(
            Map.of(
                "ours", List.of(took(2), took(20), took(2)),
                "peer", List.of(took(4), took(40), took(5))));

    Line line =
        compared.line("f", "ns", m -> m.get(Measure.NANOS), "ours", "peer", Bound.atMost(0.5));

    assertThat(line.ratio()).isEqualTo(0.5);
    assertThat(line.ours()).isEqualTo(2);
    assertThat(line.peer()).isEqualTo(5);
    assertThat(line.toString())
        .isEqualTo(
            "figure=f ours=2.000 peer=5.000 peername=peer ratio=0.500 bound=<=0.5000 reached=yes"
                + " unit=ns requests=-/-");
  }

  @Test
  void line_requestsCounted_areThoseOfOneOperation() {
    Measure measure = took(1).with(Measure.OPERATIONS, 4).with(Measure.REQUESTS, 10);
    Compared compared = new Compared(Map.of("ours", List.of(measure), "peer", List.of(measure)));

    assertThat(compared.line("f", "1/s", Measure::rate, "ours", "peer", Bound.none()).requests())
        .isEqualTo("2.500/2.500");
  }

  @Test
  void reached_eachKindOfBound() {
    assertThat(Bound.atMost(1.05).reachedBy(1.05)).isTrue();
    assertThat(Bound.atMost(1.05).reachedBy(1.06)).isFalse();
    assertThat(Bound.atLeast(100).reachedBy(99.9)).isFalse();
    assertThat(Bound.atLeast(100).reachedBy(Double.NaN)).isFalse();
    assertThat(Line.skipped("f", "peer", Bound.atMost(1), "no network").reached())
        .isEqualTo("skipped");
    assertThat(Line.of("f", "u", 1, 2, "peer", Bound.none(), "-").reached()).isEqualTo("-");
  }

  @Test
  void measure_asALine_isReadAgain() {
    Measure measure = took(12_345_678_901.0).with("cpu", 0.25).with("count", 20 << 20);

    assertThat(Measure.parse(measure.toString())).isEqualTo(measure);
    assertThatThrownBy(() -> Measure.parse("Exception in thread"))
        .hasMessageContaining("Exception");
    assertThatThrownBy(() -> measure.get("bytes")).hasMessageContaining("bytes");
  }

  @Test
  void quantile_ofAThousand_isTheSmallestThatEnoughDoNotExceed() {
    double[] values = new double[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1000 - i;
    }

    assertThat(Medians.quantile(values, 0.999)).isEqualTo(999);
    assertThat(Medians.median(values)).isEqualTo(500);
    assertThat(Medians.median(3)).isEqualTo(3);
  }
}
