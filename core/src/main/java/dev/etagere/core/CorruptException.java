package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What was read is not what was written, or does not fit the type it is read as. What to do: stop,
 * and find out who wrote it; the store never guesses.
 */
public final class CorruptException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public CorruptException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
