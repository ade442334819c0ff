package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory as the first version of the format left it. */
class MigrationTest {
  private static final List<String> FORMAT_1 =
      List.of(
          "CREATE TABLE state(sequence INTEGER NOT NULL, writers INTEGER NOT NULL)",
          "INSERT INTO state VALUES (7, 0)",
          "CREATE TABLE bucket(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
              + " created INTEGER NOT NULL)",
          "CREATE TABLE object(bucket INTEGER NOT NULL, key BLOB NOT NULL, etag TEXT NOT NULL,"
              + " size INTEGER NOT NULL, modified INTEGER NOT NULL, headers BLOB NOT NULL,"
              + " sequence INTEGER NOT NULL, body TEXT NOT NULL,"
              + " PRIMARY KEY(bucket, key)) WITHOUT ROWID",
          "CREATE TABLE upload(bucket INTEGER NOT NULL, key BLOB NOT NULL, id TEXT NOT NULL,"
              + " initiated INTEGER NOT NULL, headers BLOB NOT NULL,"
              + " PRIMARY KEY(bucket, key, id)) WITHOUT ROWID",
          "CREATE TABLE part(upload TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL,"
              + " size INTEGER NOT NULL, modified INTEGER NOT NULL, body TEXT NOT NULL,"
              + " PRIMARY KEY(upload, number)) WITHOUT ROWID",
          "CREATE TABLE body(id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, bytes BLOB)",
          "CREATE INDEX dropped ON body(id) WHERE refs = 0",
          "INSERT INTO bucket VALUES (1, 'shelf', 1000)",
          "PRAGMA user_version = 1");

  @TempDir Path directory;

  private Connection database() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("etagere.db"));
  }

  @BeforeEach
  void makeFormat1() throws SQLException {
    NativeLibrary.load();
    Headers headers = Headers.builder().metadata(Map.of("a", "b")).build();
    try (Connection database = database();
        Statement statement = database.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      for (String each : FORMAT_1) {
        statement.execute(each);
      }
      insert(database, "INSERT INTO body VALUES (-1, 1, ?)", (Object) bytes("hello"));
      insert(
          database,
          "INSERT INTO object VALUES (1, ?, '5d41402abc4b2a76b9719d911017c592', 5, 2000, ?, 7,"
              + " '-1:5')",
          bytes("k"),
          HeadersCodec.encode(headers));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void insert(Connection database, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  private static String text(LocalEngine engine, String versionId) throws IOException {
    try (OpenedObject opened = engine.get("shelf", "k", versionId, ReadIf.always(), null)) {
      return new String(opened.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void open_formerFormat_keepsAllAndCanKeepVersions() throws Exception {
    try (LocalEngine engine = LocalEngine.onDisk(directory, Ambient.system())) {
      assertThat(engine.versioning("shelf")).isEqualTo(Versioning.OFF);
      ObjectFacts facts = engine.head("shelf", "k", ReadIf.always());
      assertThat(facts.headers().metadata()).containsEntry("a", "b");
      assertThat(facts.versionId()).isNull();
      assertThat(facts.parts()).isNull();
      assertThat(text(engine, null)).isEqualTo("hello");

      engine.setVersioning("shelf", Versioning.ENABLED);
      engine.put("shelf", "k", EngineFixture.stream("there"), PutRequest.of(Headers.none()));
    }
    try (LocalEngine again = LocalEngine.onDisk(directory, Ambient.system())) {
      assertThat(text(again, null)).isEqualTo("there");
      assertThat(text(again, "null")).isEqualTo("hello");
    }
    assertThat(Files.exists(directory.resolve("etagere.db"))).isTrue();
  }

  @Test
  void olderSoftware_stillOpen_failsRatherThanReplaceWhatIsKept() throws Exception {
    try (Connection old = database();
        Statement statement = old.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM object").close();
      LocalEngine.onDisk(directory, Ambient.system()).close();

      assertThatThrownBy(() -> statement.executeQuery("SELECT count(*) FROM object"))
          .hasMessageContaining("no such table");
    }
  }

  @Test
  void open_byManyAtOnce_migratesOnce() {
    List<LocalEngine> engines =
        java.util.stream.IntStream.range(0, 4)
            .parallel()
            .mapToObj(i -> LocalEngine.onDisk(directory, Ambient.system()))
            .toList();

    engines.forEach(
        engine -> assertThat(engine.head("shelf", "k", ReadIf.always()).size()).isEqualTo(5));
    engines.forEach(LocalEngine::close);
  }
}
