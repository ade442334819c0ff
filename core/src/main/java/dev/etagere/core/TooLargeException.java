package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The object is larger than is read into memory at once. What to do: read it with {@link
 * ObjectStore#open(String)} or {@link ObjectStore#download}, or raise the limit where the store is
 * opened.
 */
public final class TooLargeException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public TooLargeException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
