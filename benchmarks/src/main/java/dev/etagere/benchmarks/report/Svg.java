package dev.etagere.benchmarks.report;

import java.util.Locale;

/** A picture in the making, readable on light and dark pages. */
final class Svg {
  static final String OURS = "#1f77b4";
  static final String PEER = "#9aa5b1";
  static final String[] COLOURS = {
    OURS, "#d9822b", "#3a9a5b", "#8e5bb5", "#c44e52", "#7f7f7f", "#17a2b8"
  };

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  Svg rectangle(double x, double y, double wide, double high, String colour) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" fill=\"%s\"/>",
        x, y, Math.max(1, wide), high, colour);
  }

  Svg line(double x1, double y1, double x2, double y2, String colour, double thick) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
        x1, y1, x2, y2, colour, thick);
  }

  Svg path(String points, String colour) {
    return add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, colour);
  }

  Svg dot(double x, double y, String colour) {
    return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
  }

  /**
   * Text.
   *
   * @param anchor {@code start}, {@code middle} or {@code end}
   */
  Svg text(double x, double y, String anchor, String style, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>",
        x, y, anchor, style.isEmpty() ? "" : " style=\"" + style + "\"", escaped(text));
  }

  private Svg add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  String toString(String title) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" role=\"img\" font-family=\"system-ui, sans-serif\""
                + " font-size=\"13\" fill=\"#24292f\">%n<title>%s</title>%n<rect width=\"%d\""
                + " height=\"%d\" rx=\"6\" fill=\"#ffffff\"/>%n",
            width,
            height,
            width,
            height,
            escaped(title),
            width,
            height)
        + body
        + "</svg>\n";
  }
}
