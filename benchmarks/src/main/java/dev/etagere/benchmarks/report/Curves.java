package dev.etagere.benchmarks.report;

import dev.etagere.benchmarks.harness.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves, both axes logarithmic: what grows in proportion is a straight line. */
public final class Curves {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 80;
  private static final int RIGHT = 170;
  private static final int TOP = 48;
  private static final int BOTTOM = 56;
  private static final String GRID = "#e3e6ea";

  private final String title;
  private final String across;
  private final List<Curve> curves = new ArrayList<>();

  private record Point(double x, double y) {}

  private record Curve(String name, List<Point> points) {}

  /**
   * With no curve yet.
   *
   * @param across what the horizontal axis is
   */
  public Curves(String title, String across) {
    this.title = title;
    this.across = across;
  }

  /** One more point, of a new curve or one there is; both numbers above zero. */
  public Curves point(String name, double x, double y) {
    Curve curve =
        curves.stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseGet(
                () -> {
                  Curve made = new Curve(name, new ArrayList<>());
                  curves.add(made);
                  return made;
                });
    curve.points().add(new Point(x, y));
    return this;
  }

  /** What it looks like. */
  public Picture picture(String name) {
    List<Point> all = curves.stream().flatMap(c -> c.points().stream()).toList();
    Axis x = Axis.of(all.stream().mapToDouble(Point::x).toArray(), LEFT, WIDTH - RIGHT);
    Axis y = Axis.of(all.stream().mapToDouble(Point::y).toArray(), HEIGHT - BOTTOM, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT);
    svg.text(16, 26, "start", "font-weight:600", title);
    for (int decade = x.first(); decade <= x.last(); decade++) {
      double at = x.at(Math.pow(10, decade));
      svg.line(at, TOP, at, HEIGHT - BOTTOM, GRID, 1)
          .text(at, HEIGHT - BOTTOM + 18, "middle", "", tick(decade));
    }
    for (int decade = y.first(); decade <= y.last(); decade++) {
      double at = y.at(Math.pow(10, decade));
      svg.line(LEFT, at, WIDTH - RIGHT, at, GRID, 1)
          .text(LEFT - 8, at + 4, "end", "", tick(decade));
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "", across);
    for (int i = 0; i < curves.size(); i++) {
      draw(svg, curves.get(i), x, y, Svg.COLOURS[i % Svg.COLOURS.length], TOP + 14 + 20 * i);
    }
    return new Picture(name, title, svg.toString(title));
  }

  private static void draw(Svg svg, Curve curve, Axis x, Axis y, String colour, double legend) {
    StringBuilder points = new StringBuilder();
    for (Point point : curve.points()) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
    }
    svg.path(points.toString().strip(), colour);
    curve.points().forEach(p -> svg.dot(x.at(p.x()), y.at(p.y()), colour));
    double left = WIDTH - RIGHT + 14;
    svg.rectangle(left, legend - 8, 14, 4, colour)
        .text(left + 20, legend, "start", "", curve.name());
  }

  private static String tick(int decade) {
    return decade >= 6
        ? Math.round(Math.pow(10, decade - 6)) + "M"
        : decade >= 3
            ? Math.round(Math.pow(10, decade - 3)) + "k"
            : decade >= 0
                ? Long.toString(Math.round(Math.pow(10, decade)))
                : String.format(Locale.ROOT, "%." + -decade + "f", Math.pow(10, decade));
  }

  /** Whole decades between two places. */
  private record Axis(int first, int last, double from, double to) {
    static Axis of(double[] values, double from, double to) {
      double least = Double.MAX_VALUE;
      double most = Double.MIN_VALUE;
      for (double value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      int first = (int) Math.floor(Math.log10(least) + 1e-9);
      int last = (int) Math.ceil(Math.log10(most) - 1e-9);
      return new Axis(first, Math.max(last, first + 1), from, to);
    }

    double at(double value) {
      return from + (to - from) * (Math.log10(value) - first) / (last - first);
    }
  }
}
