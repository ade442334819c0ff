package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * The SQLite database of a directory: a few connections, one writer of this process at a time, and
 * SQLite's own lock between processes.
 */
final class Database implements AutoCloseable {
  private static final int MAX_SESSIONS = 6;
  private static final int LONGEST_PAUSE_MICROS = 4_000;

  private final Path file;
  private final Ambient ambient;
  private final Semaphore permits = new Semaphore(MAX_SESSIONS);
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean closed;

  private Database(Path file, Ambient ambient) {
    this.file = file;
    this.ambient = ambient;
  }

  /** Opens it, or makes it. */
  static Database open(Path file, Ambient ambient, Deadline deadline) {
    NativeLibrary.load();
    Database database = new Database(file, ambient);
    boolean opened = false;
    try {
      int format = database.attempt(deadline, Schema::formatOf);
      if (format < Schema.FORMAT) {
        format = database.update(format, deadline);
      }
      if (format > Schema.FORMAT) {
        throw new EngineException(
            ErrorCode.NEWER_FORMAT,
            file
                + " has format "
                + format
                + ", and this version knows up to "
                + Schema.FORMAT
                + "; use the newer version it was written with");
      }
      opened = true;
      return database;
    } finally {
      if (!opened) {
        database.close();
      }
    }
  }

  private int update(int found, Deadline deadline) {
    if (found == 0) {
      // Kept in the file; readers and a writer do not stop each other then.
      attempt(
          deadline, session -> session.first(row -> row.getString(1), "PRAGMA journal_mode = WAL"));
    }
    return write(
        deadline,
        session -> {
          // Another process may have been quicker.
          int format = Schema.formatOf(session);
          if (format < Schema.FORMAT) {
            Schema.update(session, format);
          }
          return Schema.formatOf(session);
        });
  }

  /** Looks at one state of the database. */
  <T> T read(Deadline deadline, Function<Session, T> work) {
    return attempt(
        deadline,
        session -> {
          session.run("BEGIN");
          T result = work.apply(session);
          session.run("COMMIT");
          return result;
        });
  }

  /** Changes the database and makes that durable, or changes nothing. */
  <T> T write(Deadline deadline, Function<Session, T> work) {
    try {
      if (!writing.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(deadline, null);
      }
    } catch (InterruptedException e) {
      throw Interrupts.again(e);
    }
    try {
      return attempt(
          deadline,
          session -> {
            // At once with the lock: what is judged must not change until the commit.
            session.run("BEGIN IMMEDIATE");
            T result = work.apply(session);
            commit(session);
            return result;
          });
    } finally {
      writing.unlock();
    }
  }

  private void commit(Session session) {
    try {
      session.run("COMMIT");
    } catch (SqlFailure e) {
      throw e.ofCommit(file);
    }
  }

  /**
   * Runs work again while another process is in its way, which shows before anything is changed.
   */
  private <T> T attempt(Deadline deadline, Function<Session, T> work) {
    while (true) {
      try {
        return inSession(deadline, work);
      } catch (SqlFailure e) {
        if (!e.isBusy()) {
          throw e.toEngine(file);
        }
        pause(deadline, e);
      }
    }
  }

  private void pause(Deadline deadline, SqlFailure cause) {
    try {
      long micros = 200L + ambient.random().nextInt(LONGEST_PAUSE_MICROS);
      if (!deadline.pause(Duration.ofNanos(micros * 1_000))) {
        throw busy(deadline, cause);
      }
    } catch (InterruptedException e) {
      throw Interrupts.again(e);
    }
  }

  private static EngineException busy(Deadline deadline, @Nullable SqlFailure cause) {
    return new EngineException(
        ErrorCode.BUSY, "others kept the store busy for " + deadline + ", nothing was done", cause);
  }

  private <T> T inSession(Deadline deadline, Function<Session, T> work) {
    Session session = take(deadline);
    boolean good = false;
    try {
      T result = work.apply(session);
      good = true;
      return result;
    } finally {
      giveBack(session, good || (!session.isDamaged() && rolledBack(session)));
    }
  }

  private Session take(Deadline deadline) {
    try {
      if (!permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(deadline, null);
      }
    } catch (InterruptedException e) {
      throw Interrupts.again(e);
    }
    boolean taken = false;
    try {
      if (closed) {
        throw new IllegalStateException("the engine is closed");
      }
      Session session = idle.pollFirst();
      session = session == null ? connect() : session;
      taken = true;
      return session;
    } finally {
      if (!taken) {
        permits.release();
      }
    }
  }

  private void giveBack(Session session, boolean usable) {
    if (usable && !closed) {
      idle.addFirst(session);
    } else {
      session.close();
    }
    permits.release();
  }

  private static boolean rolledBack(Session session) {
    try {
      session.run("ROLLBACK");
      return true;
    } catch (SqlFailure e) {
      // It may have rolled back by itself, or be broken: a new one is cheap.
      return false;
    }
  }

  private Session connect() {
    try {
      Properties settings = new Properties();
      // No waiting inside SQLite, where no interrupt would reach it.
      settings.setProperty("busy_timeout", "0");
      settings.setProperty("synchronous", "FULL");
      // As a URI: the driver would take what follows a question mark in a path for settings.
      String uri = file.toUri().toString();
      return new Session(JDBC.createConnection(JDBC.PREFIX + uri, settings));
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    // Waits for calls under way, which are short.
    permits.acquireUninterruptibly(MAX_SESSIONS);
    try {
      for (Session session; (session = idle.pollFirst()) != null; ) {
        session.close();
      }
    } finally {
      permits.release(MAX_SESSIONS);
    }
  }
}
