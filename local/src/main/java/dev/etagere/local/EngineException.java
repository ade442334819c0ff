package dev.etagere.local;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The engine refused, or could not do, what was asked. Nothing was changed, unless the code is
 * {@link ErrorCode#OUTCOME_UNKNOWN}. What to do is in the code.
 */
public final class EngineException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient @Nullable ObjectFacts current;
  private boolean ofSource;

  EngineException(ErrorCode code, String message) {
    this(code, message, null, null);
  }

  EngineException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, null, cause);
  }

  EngineException(
      ErrorCode code, String message, @Nullable ObjectFacts current, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.current = current;
  }

  static EngineException noSuchKey(String key) {
    return new EngineException(ErrorCode.NO_SUCH_KEY, "'" + key + "' does not exist");
  }

  /** Of a key whose newest version is a delete marker, which S3 tells. */
  static EngineException deleted(ObjectFacts marker) {
    return new EngineException(
        ErrorCode.NO_SUCH_KEY, "'" + marker.key() + "' does not exist: deleted", marker, null);
  }

  /** The same, said of the source of a copy. */
  EngineException onSource() {
    ofSource = true;
    return this;
  }

  boolean isOfSource() {
    return ofSource;
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /**
   * The object as it was when a condition or a range was judged on it, or the delete marker that
   * was met, or {@code null}.
   */
  public @Nullable ObjectFacts current() {
    return current;
  }
}
