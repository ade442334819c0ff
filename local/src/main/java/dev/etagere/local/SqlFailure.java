package dev.etagere.local;

import java.io.Serial;
import java.nio.file.Path;
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
  EngineException toEngine(Path file) {
    if (isBusy()) {
      return engine(ErrorCode.BUSY, "other processes keep " + file + " busy; try again");
    }
    if (is(SQLiteErrorCode.SQLITE_FULL)) {
      return engine(ErrorCode.DISK_FULL, "no space left for " + file + "; make room, try again");
    }
    if (is(SQLiteErrorCode.SQLITE_CORRUPT) || is(SQLiteErrorCode.SQLITE_NOTADB)) {
      return engine(ErrorCode.CORRUPT, file + " is damaged, or no database of a store");
    }
    if (is(SQLiteErrorCode.SQLITE_READONLY)
        || is(SQLiteErrorCode.SQLITE_PERM)
        || is(SQLiteErrorCode.SQLITE_CANTOPEN)) {
      return engine(
          ErrorCode.ACCESS_DENIED,
          "may not read and write " + file + " and its directory; change their permissions");
    }
    return engine(ErrorCode.INTERNAL_ERROR, file + " failed: " + getMessage());
  }

  /** What it means where it was thrown by a commit. */
  EngineException ofCommit(Path file) {
    if (isBusy() || is(SQLiteErrorCode.SQLITE_FULL)) {
      return toEngine(file);
    }
    return engine(
        ErrorCode.OUTCOME_UNKNOWN,
        file
            + " failed while the write was made durable; read to see whether it is done: "
            + getMessage());
  }

  private EngineException engine(ErrorCode meaning, String message) {
    return new EngineException(meaning, message, this);
  }

  private boolean is(SQLiteErrorCode other) {
    return code == other.code;
  }
}
