package dev.etagere.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often and how long the sides of a figure work: each warms up, then all take turns, the order
 * reversed in every second round, so that what changes with time strikes all alike.
 *
 * @param quick whether the whole run is to end in three minutes
 * @param home the directory {@code benchmarks}
 * @param work where files of this run may be
 */
public record Rounds(boolean quick, Path home, Path work) {
  /** How many rounds. */
  public int count() {
    return quick ? 3 : 7;
  }

  /** One number for a quick run, another for a whole one. */
  public int choose(int ifQuick, int otherwise) {
    return quick ? ifQuick : otherwise;
  }

  /**
   * Options of a JVM whose CPU is measured. A quick run ends long before the second compiler has
   * done its work, which would then be most of what is seen: there the first one works alone.
   *
   * @param heap such as {@code 256m}
   */
  public List<String> jvm(String heap) {
    return quick ? List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1") : List.of("-Xmx" + heap);
  }

  /**
   * Lets all work in turn until what an operation costs each falls no more, some minutes at most:
   * the compilers have their work behind them then, those of the server, too.
   *
   * @param quickly how many rounds are enough for that in a quick run
   * @return what each did on the way
   */
  public Compared settle(Map<String, ? extends Side> sides, int quickly) throws Exception {
    Map<String, List<Measure>> measured = new LinkedHashMap<>();
    sides.keySet().forEach(name -> measured.put(name, new ArrayList<>()));
    int least = choose(1, 6);
    int most = choose(quickly, 16);
    for (int i = 0; i < most; i++) {
      for (String name : sides.keySet()) {
        List<Measure> all = measured.getOrDefault(name, List.of());
        if (i < least || !settled(all)) {
          all.add(of(sides, name).round(choose(1_200, 3_000)));
        }
      }
    }
    return new Compared(measured);
  }

  /** Whether the last three were no cheaper than what came before them. */
  private static boolean settled(List<Measure> all) {
    double before = least(all.subList(0, Math.max(0, all.size() - 3)));
    double last = least(all.subList(Math.max(0, all.size() - 3), all.size()));
    return last >= before * 0.97;
  }

  private static double least(List<Measure> all) {
    return all.stream()
        .mapToDouble(m -> m.perOperation(Measure.CPU))
        .min()
        .orElse(Double.MAX_VALUE);
  }

  /** Warms up and measures with the usual times. */
  public Compared inTurn(Map<String, ? extends Side> sides) throws Exception {
    return inTurn(sides, count(), choose(800, 8_000), choose(300, 2_000));
  }

  /**
   * Warms up, then measures in turn.
   *
   * @param warmUpMillis how long each works before; 0 for not at all
   * @param roundMillis how long each works in a round
   */
  public Compared inTurn(
      Map<String, ? extends Side> sides, int count, long warmUpMillis, long roundMillis)
      throws Exception {
    Map<String, List<Measure>> measured = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(sides.keySet());
    for (String name : order) {
      measured.put(name, new ArrayList<>());
      if (warmUpMillis > 0) {
        of(sides, name).round(warmUpMillis);
      }
    }
    for (int i = 0; i < count; i++) {
      for (String name : order) {
        List<Measure> all = measured.getOrDefault(name, List.of());
        all.add(of(sides, name).round(roundMillis));
      }
      Collections.reverse(order);
    }
    return new Compared(measured);
  }

  private static Side of(Map<String, ? extends Side> sides, String name) {
    Side side = sides.get(name);
    if (side == null) {
      throw new IllegalStateException("no side " + name);
    }
    return side;
  }
}
