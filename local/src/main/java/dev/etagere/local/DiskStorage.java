package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In a directory: an SQLite database for everything but large bodies, and files for those. */
final class DiskStorage implements Storage {
  private static final Logger LOG = LoggerFactory.getLogger(DiskStorage.class);

  /** The file that makes a directory a store. */
  static final String DATABASE = "etagere.db";

  private static final int MOST_ROWS_TIDIED = 1_000;

  private final Database database;
  private final BodyFiles files;

  /** Files that are gone, whose rows are to go with the next write. */
  private final Queue<Long> gone = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean tidied = new AtomicBoolean();
  private @Nullable Writer writer;

  private DiskStorage(Database database, BodyFiles files) {
    this.database = database;
    this.files = files;
  }

  static DiskStorage open(Path directory, Ambient ambient, Deadline deadline) {
    try {
      if (!Files.isDirectory(directory)) {
        createDirectory(directory);
      }
      // The real path: files are locked by it, and a lock must not be taken twice by two names.
      Path real = directory.toRealPath();
      Path file = real.resolve(DATABASE);
      boolean fresh = !Files.exists(file);
      Database database = Database.open(file, ambient, deadline);
      if (fresh) {
        Folders.sync(real);
      }
      return new DiskStorage(database, new BodyFiles(real));
    } catch (IOException e) {
      throw Failures.of(directory, e);
    }
  }

  private static void createDirectory(Path directory) throws IOException {
    for (Path above = directory; above != null; above = above.getParent()) {
      if (Files.exists(above) && !Files.isDirectory(above)) {
        throw new IllegalArgumentException(above + " is a file, and a store needs a directory");
      }
    }
    Folders.createForOwner(directory);
  }

  Database database() {
    return database;
  }

  @Override
  public <T> T read(Deadline deadline, Function<Tables, T> work) {
    return database.read(deadline, session -> work.apply(new SqlTables(session)));
  }

  @Override
  public <T> T write(Deadline deadline, Function<Tables, T> work) {
    if (tidied.compareAndSet(false, true)) {
      tidy(deadline);
    }
    List<Long> dropped = new ArrayList<>();
    List<Long> forgotten = takeGone();
    boolean committed = false;
    try {
      T result =
          database.write(
              deadline,
              session -> {
                dropped.clear();
                forgotten.forEach(
                    id -> session.run("DELETE FROM body WHERE id = ? AND refs = 0", id));
                SqlTables tables = new SqlTables(session);
                T value = work.apply(tables);
                dropped.addAll(tables.droppedFiles());
                return value;
              });
      committed = true;
      dropped.forEach(this::remove);
      return result;
    } finally {
      if (!committed) {
        gone.addAll(forgotten);
      }
    }
  }

  private List<Long> takeGone() {
    List<Long> taken = new ArrayList<>();
    for (Long id; taken.size() < MOST_ROWS_TIDIED && (id = gone.poll()) != null; ) {
      taken.add(id);
    }
    return taken;
  }

  private void remove(long id) {
    if (files.remove(id)) {
      gone.add(id);
    }
  }

  /** Once, and only by those who write: what dead processes left. No reason for a call to fail. */
  private void tidy(Deadline deadline) {
    try {
      removeDropped(deadline);
      new Cleaner(files, id -> isReferred(id, deadline)).clean();
    } catch (EngineException e) {
      LOG.debug("Could not tidy up after other processes; the next one will", e);
    }
  }

  private void removeDropped(Deadline deadline) {
    List<Long> dropped =
        database.read(
            deadline,
            session ->
                session.all(
                    row -> row.getLong(1),
                    "SELECT id FROM body WHERE refs = 0 LIMIT ?",
                    MOST_ROWS_TIDIED));
    dropped.forEach(this::remove);
  }

  private boolean isReferred(long id, Deadline deadline) {
    return database.read(
        deadline,
        session ->
            session.first(row -> row.getLong(1), "SELECT id FROM body WHERE id = ?", id) != null);
  }

  @Override
  public Spool spool(Supplier<Deadline> patience) {
    return new FileSpool(files, () -> writer(patience.get()));
  }

  private synchronized Writer writer(Deadline deadline) {
    try {
      while (writer == null) {
        long number =
            database.write(
                deadline,
                session ->
                    Objects.requireNonNull(
                        session.first(
                            row -> row.getLong(1),
                            "UPDATE state SET writers = writers + 1 RETURNING writers")));
        writer = Writer.begin(files, number);
      }
      return writer;
    } catch (IOException e) {
      throw Failures.of(files.incoming(), e);
    }
  }

  @Override
  public @Nullable InputStream open(Piece piece, long offset, long length) throws IOException {
    byte[] bytes = piece.bytes();
    if (bytes != null) {
      return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }
    FileChannel channel = files.open(piece.id());
    return channel == null ? null : new FileSlice(channel, offset, length);
  }

  @Override
  public synchronized void close() {
    try {
      if (writer != null) {
        writer.close();
        writer = null;
      }
    } finally {
      database.close();
    }
  }
}
