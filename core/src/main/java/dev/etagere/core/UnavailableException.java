package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The location could not be reached, was too slow or refused to work. <b>Nothing was changed and
 * nothing will be</b>: the store says this of a write only when nothing was sent, the service
 * refused it, or its condition can no longer hold. What to do: try again later.
 */
public final class UnavailableException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public UnavailableException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
