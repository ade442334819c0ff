package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.Lineage;
import dev.etagere.core.Location;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;

class MeaningsTest {
  private static final Location LOCATION = Location.data("mem:test");
  private static final Version VERSION = Version.of("0123", Lineage.unknown());
  private static final ObjectFacts THERE =
      new ObjectFacts("k", "4567", 1, Instant.EPOCH, Headers.none(), 1);

  private static Class<?> expected(ErrorCode code) {
    return switch (code) {
      case NO_SUCH_BUCKET, ACCESS_DENIED -> AccessException.class;
      case BUSY, INTERRUPTED, DISK_FULL, INTERNAL_ERROR -> UnavailableException.class;
      case OUTCOME_UNKNOWN -> OutcomeUnknownException.class;
      case CORRUPT -> CorruptException.class;
      case NEWER_FORMAT -> UnsupportedException.class;
      case NO_SUCH_KEY, PRECONDITION_FAILED -> ConflictException.class;
      case NOT_MODIFIED -> IllegalStateException.class;
      default -> IllegalArgumentException.class;
    };
  }

  @Test
  void of_folderWithoutPermission_namesItOnce() {
    Path folder = Path.of("/closed/folder");
    EngineException cause = Failures.of(folder, new AccessDeniedException(folder.toString()));

    for (String uri : new String[] {"file:/closed/folder", "file:///closed/folder"}) {
      assertThat(Meanings.of(Location.data(uri), null, cause))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("permissions")
          .extracting(Throwable::getMessage)
          .matches(message -> message.split("/closed/folder", -1).length == 2);
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void ofWrite_everyCode_hasAMeaning(ErrorCode code) {
    EngineException cause = new EngineException(code, "said the engine", THERE, null);

    RuntimeException meaning =
        Meanings.ofWrite(LOCATION, "k", Precondition.matches(VERSION), cause);

    assertThat(meaning).isExactlyInstanceOf(expected(code));
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_BUSY, BUSY, BUSY",
    "SQLITE_LOCKED, BUSY, BUSY",
    "SQLITE_FULL, DISK_FULL, DISK_FULL",
    "SQLITE_IOERR, INTERNAL_ERROR, OUTCOME_UNKNOWN",
    "SQLITE_IOERR_FSYNC, INTERNAL_ERROR, OUTCOME_UNKNOWN",
    "SQLITE_CORRUPT, CORRUPT, OUTCOME_UNKNOWN",
    "SQLITE_NOTADB, CORRUPT, OUTCOME_UNKNOWN",
    "SQLITE_READONLY, ACCESS_DENIED, OUTCOME_UNKNOWN",
    "SQLITE_CANTOPEN, ACCESS_DENIED, OUTCOME_UNKNOWN"
  })
  void sqlFailure_byCode_differsBeforeAndAtTheCommit(
      SQLiteErrorCode code, ErrorCode before, ErrorCode atCommit) {
    SqlFailure failure = new SqlFailure(new SQLException("said SQLite", null, code.code));

    assertThat(failure.toEngine(Path.of("db")).code()).isEqualTo(before);
    assertThat(failure.ofCommit(Path.of("db")).code()).isEqualTo(atCommit);
  }

  @Test
  void names_ofCodes_areS3s() {
    assertThat(ErrorCode.PRECONDITION_FAILED.code()).isEqualTo("PreconditionFailed");
    assertThat(ErrorCode.PRECONDITION_FAILED.status()).isEqualTo(412);
    assertThat(ErrorCode.NO_SUCH_UPLOAD.code()).isEqualTo("NoSuchUpload");
  }
}
