package dev.etagere.local;

import java.io.Serial;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What SQLite answered, on its way from where it happened to where its meaning is known. */
final class SqlFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int code;

  SqlFailure(SQLException cause) {
    super(cause.getMessage(), cause);
    this.code = cause.getErrorCode() & 0xff;
  }

  /** Another connection stands in the way; the same may succeed soon. */
  boolean isBusy() {
    return is(SQLiteErrorCode.SQLITE_BUSY) || is(SQLiteErrorCode.SQLITE_LOCKED);
  }

  /** What it means where nothing was committed. */
  EngineException toEngine() {
    if (isBusy()) {
      return new EngineException(ErrorCode.BUSY, "other processes keep the store busy", this);
    }
    if (is(SQLiteErrorCode.SQLITE_FULL)) {
      return new EngineException(ErrorCode.DISK_FULL, "the disk of the store is full", this);
    }
    if (is(SQLiteErrorCode.SQLITE_CORRUPT) || is(SQLiteErrorCode.SQLITE_NOTADB)) {
      return new EngineException(ErrorCode.CORRUPT, "the store's database is damaged", this);
    }
    if (is(SQLiteErrorCode.SQLITE_READONLY)
        || is(SQLiteErrorCode.SQLITE_PERM)
        || is(SQLiteErrorCode.SQLITE_CANTOPEN)) {
      return new EngineException(
          ErrorCode.ACCESS_DENIED, "the store's database may not be opened or written", this);
    }
    return new EngineException(
        ErrorCode.INTERNAL_ERROR, "the store's database failed: " + getMessage(), this);
  }

  /** What it means where it was thrown by a commit. */
  EngineException ofCommit() {
    if (isBusy() || is(SQLiteErrorCode.SQLITE_FULL)) {
      return toEngine();
    }
    return new EngineException(
        ErrorCode.OUTCOME_UNKNOWN,
        "the disk failed while the write was made durable, it may be found done or not: "
            + getMessage(),
        this);
  }

  private boolean is(SQLiteErrorCode other) {
    return code == other.code;
  }
}
