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

  private final boolean answered;

  /** For implementors: the location refuses. */
  public AccessException(@Nullable String key, String message, @Nullable Throwable cause) {
    this(key, message, cause, true);
  }

  private AccessException(
      @Nullable String key, String message, @Nullable Throwable cause, boolean answered) {
    super(key, message, cause);
    this.answered = answered;
  }

  /**
   * For implementors: the location could not be asked at all, for want of credentials or of a
   * connection that is trusted, such as with an expired certificate.
   */
  public static AccessException unanswered(
      @Nullable String key, String message, @Nullable Throwable cause) {
    return new AccessException(key, message, cause, false);
  }

  /**
   * Whether the location itself refused. If {@code false}, it was never asked, and another location
   * may well answer: a store over several goes on there.
   */
  public boolean answered() {
    return answered;
  }
}
