package dev.etagere.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The location refuses these credentials, or this bucket, region or endpoint is not what the caller
 * believes. Nothing was changed. What to do: correct the credentials, the policy or the location;
 * trying again alone does not help.
 */
public final class AccessException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** For implementors. */
  public AccessException(@Nullable String key, String message, @Nullable Throwable cause) {
    super(key, message, cause);
  }
}
