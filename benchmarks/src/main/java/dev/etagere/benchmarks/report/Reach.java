package dev.etagere.benchmarks.report;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Picture;
import java.util.List;
import java.util.Locale;

/**
 * How many times better than its peer each figure with a bound is, on a logarithmic axis, and a
 * mark at the bound.
 */
public final class Reach {
  private static final String TITLE =
      "How many times better than the peer; the mark is to be reached";
  private static final String MISSED = "#d9822b";
  private static final String MARK = "#24292f";
  private static final int WIDTH = 860;
  private static final int ROW = 24;
  private static final int HEAD = 48;
  private static final int LEFT = 390;
  private static final int RIGHT = 90;
  private static final double LEAST = 0.3;
  private static final double MOST = 1e6;

  private Reach() {}

  /** Of the lines that are to reach something and were measured. */
  public static Picture of(List<Line> lines) {
    List<Line> shown =
        lines.stream().filter(l -> l.skipped() == null && l.bound().value() != null).toList();
    int height = HEAD + ROW * shown.size() + 12;
    Svg svg = new Svg(WIDTH, height);
    svg.text(16, 26, "start", "font-weight:600", TITLE);
    svg.line(at(1), HEAD - 6, at(1), height - 10, "#9aa5b1", 1);
    for (int i = 0; i < shown.size(); i++) {
      draw(svg, shown.get(i), HEAD + ROW * i);
    }
    return new Picture("reach", TITLE, svg.toString(TITLE));
  }

  private static void draw(Svg svg, Line line, double y) {
    double times = better(line.bound(), line.ratio());
    double from = Math.min(at(1), at(times));
    double to = Math.max(at(1), at(times));
    Double bound = line.bound().value();
    double mark = at(better(line.bound(), bound == null ? 1 : bound));
    svg.text(LEFT - 10, y + 14, "end", "", line.figure() + " : " + line.peerName())
        .rectangle(from, y, to - from, ROW - 7, line.reached().equals("yes") ? Svg.OURS : MISSED)
        .line(mark, y - 2, mark, y + ROW - 5, MARK, 2)
        .text(Math.max(to, mark) + 8, y + 14, "start", "", words(times));
  }

  private static double better(Bound bound, double ratio) {
    return bound.most() ? 1 / ratio : ratio;
  }

  private static String words(double times) {
    return (times >= 100 ? String.format(Locale.ROOT, "%,.0f", times) : Line.number(times)) + " x";
  }

  private static double at(double times) {
    double clamped = Math.max(LEAST, Math.min(MOST, times));
    return LEFT
        + (WIDTH - LEFT - RIGHT)
            * (Math.log10(clamped) - Math.log10(LEAST))
            / (Math.log10(MOST) - Math.log10(LEAST));
  }
}
