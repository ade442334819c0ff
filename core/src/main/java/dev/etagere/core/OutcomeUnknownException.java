package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The write may have been applied, may still be applied, or may never be: the location did not say,
 * and looking did not show it. What to do: read the object. If it holds what was written, the write
 * is done; if a condition was given, writing again on the version now read is safe, since a late
 * arrival of this write fails its condition then. Whoever cannot tell by looking treats the write
 * as possibly done.
 */
public final class OutcomeUnknownException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public OutcomeUnknownException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
