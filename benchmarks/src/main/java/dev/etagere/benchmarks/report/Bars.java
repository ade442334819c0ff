package dev.etagere.benchmarks.report;

import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Picture;
import java.util.ArrayList;
import java.util.List;

/** Horizontal bars from zero, the first one ours. */
public final class Bars {
  private static final int WIDTH = 720;
  private static final int NAME = 170;
  private static final int LONGEST = 440;
  private static final int ROW = 28;
  private static final int HEAD = 44;

  private final String title;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String name, double value) {}

  /** With no bar yet. */
  public Bars(String title) {
    this.title = title;
  }

  /** One more. */
  public Bars bar(String name, double value) {
    bars.add(new Bar(name, value));
    return this;
  }

  /** What it looks like. */
  public Picture picture(String name) {
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    Svg svg = new Svg(WIDTH, HEAD + ROW * bars.size() + 12);
    svg.text(16, 26, "start", "font-weight:600", title);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = HEAD + ROW * i;
      double length = LONGEST * bar.value() / most;
      String weight = i == 0 ? "font-weight:600" : "";
      svg.text(NAME - 8, y + 15, "end", weight, bar.name())
          .rectangle(NAME, y, length, ROW - 8, i == 0 ? Svg.OURS : Svg.PEER)
          .text(NAME + length + 8, y + 15, "start", weight, Line.number(bar.value()));
    }
    return new Picture(name, title, svg.toString(title));
  }
}
