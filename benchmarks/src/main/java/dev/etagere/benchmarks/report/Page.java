package dev.etagere.benchmarks.report;

import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Picture;
import dev.etagere.benchmarks.harness.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code RESULTS.md}: a section for each figure, of which a run replaces those it measured, and the
 * pictures beside it.
 */
public final class Page {
  private static final Pattern SECTION =
      Pattern.compile("<!-- begin (\\S+) -->\n.*?<!-- end \\1 -->\n", Pattern.DOTALL);

  private final Path directory;
  private final String run;

  /**
   * A page.
   *
   * @param directory where it is
   * @param run when and on what it was measured, in words
   */
  public Page(Path directory, String run) {
    this.directory = directory;
    this.run = run;
  }

  /** Writes what was measured, and keeps what was not. */
  public void write(List<String> order, Map<Figure, Result> results) throws IOException {
    Path file = directory.resolve("RESULTS.md");
    Map<String, String> sections = new LinkedHashMap<>();
    if (Files.exists(file)) {
      Matcher old = SECTION.matcher(Files.readString(file));
      while (old.find()) {
        sections.put(old.group(1), old.group());
      }
    }
    for (Map.Entry<Figure, Result> one : results.entrySet()) {
      Figure figure = one.getKey();
      sections.put(figure.name(), section(figure, one.getValue()));
      for (Picture picture : one.getValue().pictures()) {
        picture(picture);
      }
    }
    if (results.size() == order.size()) {
      picture(Reach.of(results.values().stream().flatMap(r -> r.lines().stream()).toList()));
    }
    Files.writeString(
        file,
        resource("head.md")
            + order.stream()
                .filter(sections::containsKey)
                .map(name -> "\n" + sections.get(name))
                .collect(Collectors.joining()));
  }

  private void picture(Picture picture) throws IOException {
    Path pictures = Files.createDirectories(directory.resolve("pictures"));
    Files.writeString(pictures.resolve(picture.name() + ".svg"), picture.svg());
  }

  private String section(Figure figure, Result result) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("<!-- begin ").append(figure.name()).append(" -->\n## ").append(figure.name());
    text.append("\n\n").append(figure.about()).append("\n\n");
    for (Picture picture : result.pictures()) {
      text.append("![").append(picture.title()).append("](pictures/").append(picture.name());
      text.append(".svg)\n\n");
    }
    text.append("| figure | ours | peer | who | ratio | reach | reached | requests |\n");
    text.append("|---|---:|---:|---|---:|---|---|---|\n");
    result.lines().forEach(line -> text.append(row(line)));
    String remark = resource("remarks/" + figure.name() + ".md");
    text.append('\n').append(run).append('\n');
    if (!remark.isEmpty()) {
      text.append('\n').append(remark);
    }
    return text.append("<!-- end ").append(figure.name()).append(" -->\n").toString();
  }

  private static String row(Line line) {
    return line.skipped() != null
        ? "| %s | | | %s | | %s | skipped: %s | |%n"
            .formatted(line.figure(), line.peerName(), line.bound(), line.skipped())
        : "| %s | %s %s | %s %s | %s | %s | %s | %s | %s |%n"
            .formatted(
                line.figure(),
                Line.number(line.ours()),
                line.unit(),
                Line.number(line.peer()),
                line.unit(),
                line.peerName(),
                Line.number(line.ratio()),
                line.bound(),
                line.reached(),
                line.requests());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
