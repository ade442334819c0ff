package dev.etagere.local;

import static dev.etagere.local.EngineFixture.codeOf;
import static dev.etagere.local.EngineFixture.random;
import static dev.etagere.local.ErrorCode.ACCESS_DENIED;
import static dev.etagere.local.ErrorCode.CORRUPT;
import static dev.etagere.local.ErrorCode.DISK_FULL;
import static dev.etagere.local.ErrorCode.NEWER_FORMAT;
import static dev.etagere.local.ErrorCode.PRECONDITION_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a directory can get wrong. */
class DiskTest {
  private static final String BUCKET = "shelf";
  private static final PutRequest PLAIN = PutRequest.of(Headers.none());

  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("store");
  }

  private LocalEngine open() {
    LocalEngine engine = LocalEngine.onDisk(directory(), Ambient.system());
    engine.createBucket(BUCKET);
    return engine;
  }

  private static void put(LocalEngine engine, String key, byte[] bytes) throws IOException {
    engine.put(BUCKET, key, new ByteArrayInputStream(bytes), PLAIN);
  }

  private static byte[] get(LocalEngine engine, String key) throws IOException {
    try (OpenedObject opened = engine.get(BUCKET, key, ReadIf.always(), null)) {
      return opened.body().readAllBytes();
    }
  }

  private Path onlyBody() throws IOException {
    try (Stream<Path> files = Files.walk(directory().resolve("bodies"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  @Test
  void open_again_hasEverything() throws IOException {
    String upload;
    try (LocalEngine engine = open()) {
      put(engine, "small", random(100, 1));
      put(engine, "large", random(200_000, 2));
      upload = engine.createUpload(BUCKET, "k", Headers.none());
      engine.uploadPart(
          BUCKET, "k", upload, 1, new ByteArrayInputStream(random(100_000, 3)), PLAIN);
    }
    try (LocalEngine engine = open()) {
      assertThat(get(engine, "small")).isEqualTo(random(100, 1));
      assertThat(get(engine, "large")).isEqualTo(random(200_000, 2));
      PartFacts part = engine.listParts(BUCKET, "k", upload, 0, 10).parts().get(0);
      engine.completeUpload(
          BUCKET, "k", upload, List.of(new CompletedPart(1, part.etag())), If.none());
      assertThat(get(engine, "k")).isEqualTo(random(100_000, 3));
    }
  }

  @Test
  void open_newDirectory_isItsOwnersAlone() throws IOException {
    assumeThat(Folders.isPosix(temporary)).isTrue();
    Path deep = temporary.resolve("a/b");

    LocalEngine.onDisk(deep, Ambient.system()).close();

    for (Path made : List.of(deep, temporary.resolve("a"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a?b", "a?synchronous=OFF", "ä#%41&c=d", "a;b'c\"d", "file:x"})
  void open_strangeName_isThatDirectory(String name) throws IOException {
    Path strange = temporary.resolve(name);
    try (LocalEngine engine = LocalEngine.onDisk(strange, Ambient.system())) {
      engine.createBucket(BUCKET);
    }

    try (Stream<Path> made = Files.list(temporary)) {
      assertThat(made).containsExactly(strange);
    }
    assertThat(strange.resolve("etagere.db")).isNotEmptyFile();
  }

  @Test
  void open_fileInItsPlace_isProgrammersError() throws IOException {
    Files.writeString(directory(), "x");

    assertThatThrownBy(() -> LocalEngine.onDisk(directory(), Ambient.system()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> LocalEngine.onDisk(directory().resolve("x"), Ambient.system()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void open_directoryThatCannotBeMade_isDenied() {
    Path forbidden = Path.of("/proc/etagere");
    assumeThat(Path.of("/proc")).isDirectory();

    assertThat(codeOf(() -> LocalEngine.onDisk(forbidden, Ambient.system())))
        .isIn(ACCESS_DENIED, ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void open_unwritableDirectory_isDenied() throws IOException {
    assumeThat(Folders.isPosix(temporary)).isTrue();
    Files.createDirectory(directory());
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("r-x------"));
    assumeThat(Files.isWritable(directory())).as("not root").isFalse();

    assertThat(codeOf(() -> LocalEngine.onDisk(directory(), Ambient.system())))
        .isEqualTo(ACCESS_DENIED);
  }

  @Test
  void open_newerFormat_isRefused() throws Exception {
    open().close();
    try (Connection database = Leftovers.connect(directory())) {
      database.createStatement().execute("PRAGMA user_version = " + (Schema.FORMAT + 1));
    }

    assertThatThrownBy(() -> LocalEngine.onDisk(directory(), Ambient.system()))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.code()).isEqualTo(NEWER_FORMAT))
        .hasMessageContaining("has format " + (Schema.FORMAT + 1));
  }

  @Test
  void open_notADatabase_isCorrupt() throws IOException {
    Files.createDirectory(directory());
    Files.write(directory().resolve("etagere.db"), random(10_000, 1));

    assertThat(codeOf(() -> LocalEngine.onDisk(directory(), Ambient.system()))).isEqualTo(CORRUPT);
  }

  @Test
  void files_ofReplacedDeletedAndAbortedBodies_areGone() throws Exception {
    try (LocalEngine engine = open()) {
      for (int i = 0; i < 5; i++) {
        put(engine, "k", random(100_000, i));
      }
      engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "copy"));
      engine.delete(BUCKET, "k", If.none());
      put(engine, "gone", random(100_000, 9));
      engine.delete(BUCKET, "gone", If.none());
      String upload = engine.createUpload(BUCKET, "u", Headers.none());
      ByteArrayInputStream part = new ByteArrayInputStream(random(100_000, 10));
      engine.uploadPart(BUCKET, "u", upload, 1, part, PLAIN);
      engine.abortUpload(BUCKET, "u", upload);

      Leftovers left = Leftovers.of(directory());
      assertThat(left.files().stream().filter(f -> !f.endsWith(".lock"))).hasSize(1);
      assertThat(get(engine, "copy")).isEqualTo(random(100_000, 4));
    }
    Leftovers.of(directory()).assertNone();
  }

  @Test
  void files_ofWritesThatFailed_areGone() throws Exception {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
      ByteArrayInputStream body = new ByteArrayInputStream(random(100_000, 2));
      assertThat(codeOf(() -> engine.put(BUCKET, "k", body, PLAIN.onlyIf(If.absent()))))
          .isEqualTo(PRECONDITION_FAILED);
    }
    Leftovers.of(directory()).assertNone();
  }

  @Test
  void files_ofDeadProcess_goWithTheNextWrite() throws Exception {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
    }
    leave(77, BodyFiles.id(77, 0), random(100_000, 2));

    try (LocalEngine engine = open()) {
      put(engine, "small", random(1, 1));
    }

    Leftovers.of(directory()).assertNone();
  }

  @Test
  void files_thatDeadProcessCommittedButDidNotMove_areKept() throws Exception {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
    }
    Path body = onlyBody();
    long id = Long.parseLong(body.getFileName().toString(), 16);
    leave(BodyFiles.writerOf(id), id, Files.readAllBytes(body));
    Files.delete(body);

    try (LocalEngine engine = open()) {
      assertThat(get(engine, "k")).isEqualTo(random(100_000, 1));
      put(engine, "small", random(1, 1));
      assertThat(get(engine, "k")).isEqualTo(random(100_000, 1));
      assertThat(body).exists();
    }
    Leftovers.of(directory()).assertNone();
  }

  private void leave(long writer, long id, byte[] bytes) throws IOException {
    Path folder = directory().resolve("incoming").resolve(Long.toString(writer));
    Files.createDirectories(folder);
    Files.write(folder.resolve(BodyFiles.name(id)), bytes);
    Files.createFile(directory().resolve("incoming").resolve(writer + ".lock"));
  }

  @Test
  void files_ofAnotherEngineOfThisProcess_areLeftAlone() throws Exception {
    try (LocalEngine one = open()) {
      put(one, "first", random(100_000, 1));
      ByteArrayInputStream body =
          new ByteArrayInputStream(random(300_000, 2)) {
            private boolean done;

            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
              if (pos > 150_000 && !done) {
                done = true;
                writeByAnother();
              }
              return super.read(buffer, offset, length);
            }
          };
      one.put(BUCKET, "slow", body, PLAIN);
      assertThat(get(one, "slow")).isEqualTo(random(300_000, 2));
    }
    Leftovers.of(directory()).assertNone();
  }

  private void writeByAnother() {
    try (LocalEngine two = open()) {
      put(two, "other", random(100_000, 3));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void put_databaseFull_changesNothing() throws Exception {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
      limitPages(engine, 10);

      assertThat(codeOf(() -> put(engine, "k", random(60_000, 2)))).isEqualTo(DISK_FULL);
      assertThat(get(engine, "k")).isEqualTo(random(100_000, 1));
      limitPages(engine, 1_000_000);
      put(engine, "k", random(60_000, 2));
      assertThat(get(engine, "k")).isEqualTo(random(60_000, 2));
    }
    Leftovers.of(directory()).assertNone();
  }

  /** A connection's own limit, on the connection that the next call of this thread will use. */
  private static void limitPages(LocalEngine engine, int pages) {
    Database database = ((DiskStorage) engine.storage()).database();
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), Ambient.system());
    database.read(deadline, session -> pragma(session, "max_page_count = " + pages));
  }

  @Test
  void write_thatThrowsInTheMiddle_changesNothing() throws Exception {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
      Deadline deadline = Deadline.after(Duration.ofSeconds(30), Ambient.system());
      assertThatThrownBy(
              () ->
                  engine
                      .storage()
                      .write(
                          deadline,
                          tables -> {
                            tables.removeObject(Buckets.require(tables, BUCKET).id(), "k");
                            throw new IllegalStateException("in the middle");
                          }))
          .hasMessage("in the middle");

      assertThat(get(engine, "k")).isEqualTo(random(100_000, 1));
    }
    Leftovers.of(directory()).assertNone();
  }

  @Test
  void get_fileMissing_isCorrupt() throws IOException {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
      Files.delete(onlyBody());

      assertThat(codeOf(() -> get(engine, "k"))).isEqualTo(CORRUPT);
    }
  }

  @Test
  void get_fileTooShort_breaksOff() throws IOException {
    try (LocalEngine engine = open()) {
      put(engine, "k", random(100_000, 1));
      Files.write(onlyBody(), new byte[50_000]);

      assertThatThrownBy(() -> get(engine, "k")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void database_isAsDurableAsItCanBe() {
    Ambient ambient = Ambient.system();
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), ambient);
    try (Database database = Database.open(temporary.resolve("etagere.db"), ambient, deadline)) {
      String journal = database.read(deadline, session -> pragma(session, "journal_mode"));
      String synchronous = database.read(deadline, session -> pragma(session, "synchronous"));

      assertThat(journal).isEqualTo("wal");
      // FULL: the log is on disk before a commit returns.
      assertThat(synchronous).isEqualTo("2");
    }
  }

  private static String pragma(Session session, String name) {
    return session.first(row -> row.getString(1), "PRAGMA " + name);
  }
}
