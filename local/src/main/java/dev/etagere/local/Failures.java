package dev.etagere.local;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a failing file means to a caller. */
final class Failures {
  private static final long NEXT_TO_NOTHING = 1 << 16;

  private Failures() {}

  /** Nothing refers to the file yet, so nothing was done. */
  static EngineException of(Path directory, IOException e) {
    if (e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException) {
      return Interrupts.again(e);
    }
    if (e instanceof AccessDeniedException) {
      return new EngineException(
          ErrorCode.ACCESS_DENIED,
          "may not read and write in " + directory + "; change its permissions, or name another",
          e);
    }
    if (isFull(directory, e)) {
      return new EngineException(
          ErrorCode.DISK_FULL, "no space left for " + directory + "; make room and try again", e);
    }
    return new EngineException(ErrorCode.INTERNAL_ERROR, "cannot write in " + directory, e);
  }

  /** Of a file that is there and cannot be opened. */
  static EngineException ofRead(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return Interrupts.again(e);
    }
    ErrorCode code =
        e instanceof AccessDeniedException ? ErrorCode.ACCESS_DENIED : ErrorCode.INTERNAL_ERROR;
    return new EngineException(code, "a file of the store cannot be read: " + e.getMessage(), e);
  }

  /** Java has no exception of its own for it, and the system's words may be in any language. */
  private static boolean isFull(Path directory, IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left") || message.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(directory).getUsableSpace() < NEXT_TO_NOTHING;
    } catch (IOException unknown) {
      return false;
    }
  }
}
