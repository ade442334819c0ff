package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a store beside those its rows refer to.
 *
 * @param files names of the files of bodies
 * @param referred names of those that are referred to
 * @param bodies rows of bodies
 * @param counted references to bodies, as the rows of objects and parts have them
 */
record Leftovers(Set<String> files, Set<String> referred, long bodies, long counted) {
  static Leftovers of(Path directory) throws IOException, SQLException {
    try (Connection database = connect(directory)) {
      return new Leftovers(
          files(directory),
          referred(database),
          number(database, "SELECT coalesce(sum(refs), 0) FROM body"),
          number(
              database,
              "SELECT coalesce(sum(length(body) - length(replace(body, ':', ''))), 0)"
                  + " FROM (SELECT body FROM latest UNION ALL SELECT body FROM version"
                  + " UNION ALL SELECT body FROM part)"));
    }
  }

  static Connection connect(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("etagere.db"));
  }

  void assertNone() {
    assertThat(files).isEqualTo(referred);
    assertThat(bodies).as("references counted").isEqualTo(counted);
  }

  private static Set<String> files(Path directory) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String folder : new String[] {"bodies", "incoming"}) {
      if (Files.exists(directory.resolve(folder))) {
        try (Stream<Path> files = Files.walk(directory.resolve(folder))) {
          names.addAll(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> file.getFileName().toString())
                  .collect(Collectors.toSet()));
        }
      }
    }
    return names;
  }

  private static Set<String> referred(Connection database) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (ResultSet rows =
        database.createStatement().executeQuery("SELECT id FROM body WHERE id > 0 AND refs > 0")) {
      while (rows.next()) {
        names.add(BodyFiles.name(rows.getLong(1)));
      }
    }
    return names;
  }

  private static long number(Connection database, String sql) throws SQLException {
    try (ResultSet rows = database.createStatement().executeQuery(sql)) {
      return rows.getLong(1);
    }
  }
}
