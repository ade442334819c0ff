package dev.etagere.benchmarks.harness;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The measures of all sides, round by round. */
public record Compared(Map<String, List<Measure>> measured) {
  /** Who was compared. */
  public Set<String> names() {
    return measured.keySet();
  }

  /** One side's rounds. */
  public List<Measure> of(String name) {
    List<Measure> all = measured.get(name);
    if (all == null) {
      throw new IllegalArgumentException("no side '" + name + "' among " + names());
    }
    return all;
  }

  /** The median of one side's rounds. */
  public double median(String name, ToDoubleFunction<Measure> of) {
    return Medians.median(of(name).stream().mapToDouble(of).toArray());
  }

  /** The median of the ratios within rounds. */
  public double ratio(String ours, String peer, ToDoubleFunction<Measure> of) {
    List<Measure> first = of(ours);
    List<Measure> second = of(peer);
    double[] ratios = new double[Math.min(first.size(), second.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = of.applyAsDouble(first.get(i)) / of.applyAsDouble(second.get(i));
    }
    return Medians.median(ratios);
  }

  /** Whose median is the least among these. */
  public String least(List<String> names, ToDoubleFunction<Measure> of) {
    return names.stream()
        .min(Comparator.comparingDouble(name -> median(name, of)))
        .orElseThrow(() -> new IllegalArgumentException("nobody to compare with"));
  }

  /** A line of two sides. */
  public Line line(
      String figure,
      String unit,
      ToDoubleFunction<Measure> of,
      String ours,
      String peer,
      Bound bound) {
    return new Line(
        figure,
        unit,
        median(ours, of),
        median(peer, of),
        peer,
        ratio(ours, peer, of),
        bound,
        requests(ours) + "/" + requests(peer),
        null);
  }

  /** Requests of one operation, where they were counted. */
  private String requests(String name) {
    List<Measure> all = of(name);
    if (all.isEmpty() || !all.get(0).numbers().containsKey(Measure.REQUESTS)) {
      return "-";
    }
    double sum = all.stream().mapToDouble(m -> m.get(Measure.REQUESTS)).sum();
    double operations = all.stream().mapToDouble(m -> m.get(Measure.OPERATIONS)).sum();
    return Line.number(sum / operations);
  }
}
