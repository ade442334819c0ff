package dev.etagere.cli;

import dev.etagere.core.Location;
import dev.etagere.replication.Site;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The two locations of a command: its two arguments, or {@code --at} given twice. */
final class TwoLocations {
  @Parameters(
      arity = "0..2",
      paramLabel = "LOCATION",
      description = {
        "The two, as s3://bucket/prefix with the parameters region, endpoint, path-style and"
            + " profile; or give --at twice."
      })
  @Nullable List<String> named;

  /** Both as sites, opened; close it. */
  record Both(Site a, Site b) implements AutoCloseable {
    @Override
    public void close() {
      a.close();
      b.close();
    }
  }

  Both open(RootCommand root) {
    return open(root, named == null ? List.of() : named);
  }

  static Both open(RootCommand root, List<String> named) {
    List<Location> two = locations(root, named);
    Site a = Site.of("A", two.get(0));
    try {
      return new Both(a, Site.of("B", two.get(1)));
    } catch (RuntimeException e) {
      a.close();
      throw e;
    }
  }

  private static List<Location> locations(RootCommand root, List<String> named) {
    List<Location> two =
        root.at == null
            ? named.stream().map(Location::data).toList()
            : named.isEmpty() ? root.locations() : List.of();
    boolean witness = two.stream().anyMatch(location -> location.role() == Location.Role.WITNESS);
    if (two.size() != 2 || witness) {
      throw CliException.usage(
          "two locations with objects are needed: give both after the command, or --at twice");
    }
    return two;
  }
}
