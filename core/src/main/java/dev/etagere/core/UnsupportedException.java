package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * This location cannot do what was asked, such as a conditional delete on a service that ignores
 * the condition, or refuses the request as such. Nothing was changed. What to do: ask {@link
 * ObjectStore#guarantees()} before, or use a location that can.
 */
public final class UnsupportedException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public UnsupportedException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
