package dev.etagere.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A failure of the command itself, not of the store; its message is shown as it is. */
final class CliException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CliException(ExitCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message, null);
  }

  ExitCode code() {
    return code;
  }
}
