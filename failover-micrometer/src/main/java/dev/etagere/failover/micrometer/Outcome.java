package dev.etagere.failover.micrometer;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnsupportedException;
import java.util.Locale;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** How a call ended, as the tag {@code outcome} says it in lower case. */
public enum Outcome {
  /** As asked. */
  SUCCESS,
  /**
   * With an answer that is no success: no such object, a condition that does not hold, no
   * permission, a request that is wrong. Says nothing about the locations.
   */
  REJECTED,
  /** Without: no location that could be asked did it, or it is not known. */
  FAILED;

  private static final int SERVER_ERROR = 500;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Outcome of(Throwable error) {
    return isAnswer(error) ? REJECTED : FAILED;
  }

  private static boolean isAnswer(Throwable error) {
    if (error instanceof AwsServiceException answered) {
      return answered.statusCode() > 0 && answered.statusCode() < SERVER_ERROR;
    }
    return error instanceof AbsentException
        || error instanceof ConflictException
        || error instanceof UnsupportedException
        || error instanceof TooLargeException
        || (error instanceof AccessException access && access.answered());
  }
}
