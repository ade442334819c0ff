package dev.etagere.benchmarks;

import dev.etagere.benchmarks.figures.Cache;
import dev.etagere.benchmarks.figures.Growth;
import dev.etagere.benchmarks.figures.Hot;
import dev.etagere.benchmarks.figures.HotProcesses;
import dev.etagere.benchmarks.figures.Large;
import dev.etagere.benchmarks.figures.ListKeys;
import dev.etagere.benchmarks.figures.Outage;
import dev.etagere.benchmarks.figures.Overhead;
import dev.etagere.benchmarks.figures.Small;
import dev.etagere.benchmarks.figures.Tail;
import dev.etagere.benchmarks.figures.Three;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.report.Page;
import dev.etagere.core.Ambient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program behind {@code benchmarks/run}. */
public final class Benchmarks {
  private static final String USAGE = "benchmarks/run [NAME…] [--quick]";

  /** In the order of the page. */
  static final List<Figure> FIGURES =
      List.of(
          Overhead.ofStore(),
          Overhead.ofFailover(),
          Small.atLocal(),
          Small.atCeph(),
          new Hot(),
          new HotProcesses(),
          new Cache(),
          new Tail(),
          new Outage(),
          new Three(),
          new Large(),
          new ListKeys(),
          new Growth());

  private Benchmarks() {}

  /**
   * Takes the directory {@code benchmarks}, names of figures, {@code --quick}. Ends with 0 if all
   * was measured, whatever it came to, 1 if something could not be, 2 for wrong usage.
   */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    List<String> names = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    boolean quick = names.remove("--quick");
    List<String> known = FIGURES.stream().map(Figure::name).toList();
    if (!known.containsAll(names)) {
      System.err.println(USAGE + "\nNAME is one of " + String.join(" ", known));
      System.exit(2);
    }
    Path work = Files.createDirectories(home.resolve("target/benchmarks/work"));
    Rounds rounds = new Rounds(quick, home, work);
    Map<Figure, Result> results = new LinkedHashMap<>();
    Page page = new Page(home, run(quick));
    boolean complete = true;
    for (Figure figure : FIGURES) {
      if (names.isEmpty() || names.contains(figure.name())) {
        complete &= measure(figure, rounds, results);
        // After each: whoever ends the run keeps what there is.
        page.write(known, results);
      }
    }
    System.exit(complete ? 0 : 1);
  }

  private static boolean measure(Figure figure, Rounds rounds, Map<Figure, Result> results) {
    long began = Ambient.system().nanoTime();
    try {
      Result result = figure.run(rounds);
      results.put(figure, result);
      for (Line line : result.lines()) {
        System.out.println(line);
      }
      return true;
    } catch (Exception e) {
      System.out.printf(
          "figure=%s ours=- peer=- peername=- ratio=- bound=- reached=failed why=\"%s\"%n",
          figure.name(), e);
      e.printStackTrace();
      return false;
    } finally {
      System.err.printf(
          "%s took %.1f s%n", figure.name(), (Ambient.system().nanoTime() - began) / 1e9);
    }
  }

  private static String run(boolean quick) {
    return "_"
        + (quick ? "Quick run" : "Whole run")
        + " of "
        + LocalDate.ofInstant(Ambient.system().now(), ZoneOffset.UTC)
        + ", JDK "
        + Runtime.version().feature()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores shared by clients and servers._";
  }
}
