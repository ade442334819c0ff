package dev.etagere.cli;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an error: an exit code and one line.
 *
 * @param message in one line, or {@code null} to be silent
 */
record Failure(ExitCode code, @Nullable String message) {
  static Failure of(Throwable error) {
    if (error instanceof StandardOutput.ClosedException) {
      return new Failure(ExitCode.OUTPUT_CLOSED, null);
    }
    if (error instanceof StoreException e) {
      return new Failure(codeOf(e), line(e));
    }
    if (error instanceof CliException e) {
      return new Failure(e.code(), line(e));
    }
    if (error instanceof IllegalArgumentException) {
      return new Failure(ExitCode.USAGE, line(error));
    }
    if (error instanceof UncheckedIOException e) {
      IOException cause = e.getCause();
      String why = cause == null ? "" : ": " + describe(cause);
      return new Failure(ExitCode.FAILURE, line(e) + why);
    }
    if (error instanceof IOException e) {
      return new Failure(ExitCode.FAILURE, describe(e));
    }
    if (error instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.FAILURE, "out of memory; give it more: ETAGERE_JAVA_OPTS=-Xmx2g etagere …");
    }
    return new Failure(
        ExitCode.FAILURE,
        "a fault of etagere: " + oneLine(error.toString()) + "; --debug shows where");
  }

  private static ExitCode codeOf(StoreException error) {
    if (error instanceof ConflictException) {
      return ExitCode.CONFLICT;
    }
    if (error instanceof AbsentException) {
      return ExitCode.ABSENT;
    }
    if (error instanceof UnavailableException) {
      return ExitCode.UNAVAILABLE;
    }
    if (error instanceof OutcomeUnknownException) {
      return ExitCode.UNKNOWN;
    }
    if (error instanceof AccessException) {
      return ExitCode.ACCESS;
    }
    return error instanceof CorruptException ? ExitCode.CORRUPT : ExitCode.UNSUPPORTED;
  }

  /** What is wrong with a file, in words: for some errors the JDK's message is the name alone. */
  static String describe(IOException error) {
    if (error instanceof NoSuchFileException e) {
      return e.getFile() + ": no such file or folder";
    }
    if (error instanceof AccessDeniedException e) {
      return e.getFile() + ": permission denied";
    }
    if (error instanceof NotDirectoryException e) {
      return e.getFile() + ": not a folder";
    }
    if (error instanceof FileSystemException e && e.getReason() != null) {
      return e.getFile() + ": " + oneLine(e.getReason());
    }
    return line(error);
  }

  private static String line(Throwable error) {
    String message = error.getMessage();
    return oneLine(message == null || message.isBlank() ? error.toString() : message);
  }

  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
