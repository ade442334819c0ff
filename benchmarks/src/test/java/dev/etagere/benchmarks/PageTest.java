package dev.etagere.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Picture;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.report.Bars;
import dev.etagere.benchmarks.report.Curves;
import dev.etagere.benchmarks.report.Page;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class PageTest {
  private record Named(String name) implements Figure {
    @Override
    public String about() {
      return "What " + name + " is.";
    }

    @Override
    public Result run(Rounds rounds) {
      throw new UnsupportedOperationException();
    }
  }

  private static Result result(double ours) {
    return new Result(
        List.of(Line.of("f", "us", ours, 2, "peer", Bound.atMost(1), "1/1")),
        List.of(new Bars("A <title>").bar("ours", ours).bar("peer & co", 2).picture("bars")));
  }

  @Test
  void write_someFigures_replacesTheirsAndKeepsTheRest(@TempDir Path directory) throws Exception {
    List<String> order = List.of("a", "b");
    Page page = new Page(directory, "_run_");
    page.write(order, Map.of(new Named("b"), result(1), new Named("a"), result(1)));

    page.write(order, Map.of(new Named("b"), result(1.5)));

    String text = Files.readString(directory.resolve("RESULTS.md"));
    assertThat(text)
        .startsWith("# Results")
        .containsSubsequence("## a", "1.000 us", "## b", "1.500 us");
    assertThat(text.split("## b", -1)).hasSize(2);
    assertThat(directory.resolve("pictures/bars.svg")).exists();
  }

  @Test
  void pictures_areWellFormed_barsInProportion() throws Exception {
    Element svg = parse(result(1).pictures().get(0));

    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("A <title>");
    // The first rectangle is the ground.
    double ours = width(svg, 1);
    assertThat(width(svg, 2)).isEqualTo(2 * ours);
  }

  @Test
  void curves_whatGrowsInProportion_isStraight() throws Exception {
    Curves curves = new Curves("t", "n");
    for (int n = 1; n <= 1000; n *= 10) {
      curves.point("ours", n, 5 * n);
    }

    String[] points =
        ((Element) parse(curves.picture("c")).getElementsByTagName("polyline").item(0))
            .getAttribute("points")
            .split("[ ,]");

    double step = Double.parseDouble(points[2]) - Double.parseDouble(points[0]);
    assertThat(points).hasSize(8);
    assertThat(Double.parseDouble(points[6]) - Double.parseDouble(points[4]))
        .isCloseTo(step, within(0.3));
  }

  private static double width(Element svg, int rectangle) {
    return Double.parseDouble(
        ((Element) svg.getElementsByTagName("rect").item(rectangle)).getAttribute("width"));
  }

  private static Element parse(Picture picture) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(picture.svg().getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }
}
