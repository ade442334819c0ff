package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * There is no object where one is needed: an {@code update} without an initial value, the source of
 * a copy, a download. Nothing was changed. What to do: create it first, or give the initial value.
 */
public final class AbsentException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public AbsentException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
