package dev.etagere.benchmarks.report;

import dev.etagere.benchmarks.harness.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * A flame graph of the Java code that was running in a recording of the JDK's Flight Recorder, or
 * in async-profiler's collapsed stacks, which also show what the former does not see: digests that
 * the JVM has in machine code, and the kernel. The wider a frame, the more of the samples were in
 * it or below it; a pointer on it tells its share.
 */
public final class Flame {
  private static final int WIDTH = 1200;
  private static final int ROW = 17;
  private static final int HEAD = 40;
  private static final double LEAST_SHARE = 0.01;

  private final Frame root = new Frame();
  private int depth;

  /** A frame and those it called. */
  private static final class Frame {
    private final Map<String, Frame> called = new TreeMap<>();
    private long samples;
  }

  private Flame() {}

  /**
   * Takes a recording, or stacks in a file that ends with {@code .collapsed}; the picture to write,
   * its title, and a name that threads, or frames of a stack, must contain.
   *
   * @throws IOException if the recording cannot be read or the picture not written
   */
  public static void main(String[] arguments) throws IOException {
    Path picture = Path.of(arguments[1]);
    Path recorded = Path.of(arguments[0]);
    String wanted = arguments.length > 3 ? arguments[3] : "";
    Flame flame =
        recorded.toString().endsWith(".collapsed")
            ? ofStacks(recorded, wanted)
            : of(recorded, wanted);
    Files.writeString(picture, flame.picture("flame", arguments[2]).svg());
  }

  /** Of the samples of all threads whose name contains something. */
  static Flame of(Path recording, String threads) throws IOException {
    Flame flame = new Flame();
    for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
      if (event.getEventType().getName().equals("jdk.ExecutionSample")
          && event.getStackTrace() != null
          && event.getThread("sampledThread").getJavaName().contains(threads)) {
        flame.add(event.getStackTrace().getFrames());
      }
    }
    return flame;
  }

  /** Of the stacks with a frame whose name contains something: a line each, its count behind it. */
  private static Flame ofStacks(Path stacks, String wanted) throws IOException {
    Flame flame = new Flame();
    for (String line : Files.readAllLines(stacks)) {
      int end = line.lastIndexOf(' ');
      List<String> names = List.of(line.substring(0, end).replace('/', '.').split(";"));
      if (names.stream().anyMatch(name -> name.contains(wanted))) {
        flame.add(flame.root, names, Long.parseLong(line.substring(end + 1)));
      }
    }
    return flame;
  }

  private void add(List<RecordedFrame> innermostFirst) {
    List<String> names = new ArrayList<>();
    for (int i = innermostFirst.size() - 1; i >= 0; i--) {
      RecordedMethod method = innermostFirst.get(i).getMethod();
      names.add(method.getType().getName() + "." + method.getName());
    }
    add(root, names, 1);
  }

  /** So many samples, outermost first. */
  private void add(Frame below, List<String> names, long samples) {
    Frame frame = below;
    frame.samples += samples;
    for (String name : names) {
      frame = frame.called.computeIfAbsent(name, unused -> new Frame());
      frame.samples += samples;
    }
  }

  /** What it looks like. */
  Picture picture(String name, String title) {
    StringBuilder body = new StringBuilder();
    draw(body, root, 0, 0);
    Svg svg = new Svg(WIDTH, HEAD + ROW * depth + 10);
    svg.text(16, 24, "start", "font-weight:600", title + " (" + root.samples + " samples)");
    return new Picture(
        name,
        title,
        svg.toString(title).replace("</svg>", "<g font-size=\"11\">\n" + body + "</g></svg>"));
  }

  private void draw(StringBuilder to, Frame frame, double left, int level) {
    depth = Math.max(depth, level);
    double from = left;
    for (Map.Entry<String, Frame> entry : frame.called.entrySet()) {
      Frame called = entry.getValue();
      double share = called.samples / (double) root.samples;
      if (share >= LEAST_SHARE) {
        box(to, entry.getKey(), share, from, level);
        draw(to, called, from, level + 1);
      }
      from += share;
    }
  }

  private static void box(StringBuilder to, String name, double share, double left, int level) {
    double wide = share * (WIDTH - 20);
    String simple = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    int letters = (int) (wide / 6.3);
    String shown =
        letters < 4
            ? ""
            : simple.length() <= letters ? simple : simple.substring(0, letters - 1) + "…";
    to.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                + " fill=\"%s\" stroke=\"#fff\"/><text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
            Svg.escaped(name),
            100 * share,
            10 + left * (WIDTH - 20),
            HEAD + ROW * level,
            wide,
            ROW,
            colour(name),
            13 + left * (WIDTH - 20),
            HEAD + ROW * level + 12,
            Svg.escaped(shown)));
  }

  /** Ours, the SDK's, the HTTP client's, the JDK's. */
  private static String colour(String name) {
    if (name.startsWith("dev.etagere.")) {
      return "#8ec5f0";
    }
    if (name.startsWith("software.amazon.")) {
      return "#f6c28b";
    }
    return name.startsWith("java.") || name.startsWith("sun.") || name.startsWith("jdk.")
        ? "#d5dae0"
        : "#bfe0b5";
  }
}
