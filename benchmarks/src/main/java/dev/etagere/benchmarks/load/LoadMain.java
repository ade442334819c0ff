package dev.etagere.benchmarks.load;

import dev.etagere.core.Location;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A client in a process of its own: each line of its standard input is a round: what to do, and for
 * how many milliseconds.
 */
public final class LoadMain {
  private LoadMain() {}

  /** Takes the kind of load, who does it, what, the bucket, the endpoint and the location. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Load load = load(arguments)) {
      System.out.println("ready");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        System.out.println(load.round(words[0], Long.parseLong(words[1])));
      }
    }
  }

  private static Load load(String[] a) throws Exception {
    URI endpoint = URI.create(a[4]);
    Location location = Location.data(a[5]);
    return switch (a[0]) {
      case "small" -> new SmallLoad(a[1], a[3], endpoint, location);
      case "hot" -> new HotLoad(a[1], Integer.parseInt(a[2]), a[3], endpoint, location);
      case "large" -> new LargeLoad(a[1], a[2], a[3], endpoint, location);
      case "list" -> new ListLoad(a[1], a[2], a[3], endpoint, location);
      default -> throw new IllegalArgumentException("no such load: " + a[0]);
    };
  }
}
