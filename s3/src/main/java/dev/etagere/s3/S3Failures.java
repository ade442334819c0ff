package dev.etagere.s3;

import dev.etagere.core.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What the SDK's exceptions mean, for programs that send requests of their own: by the same table
 * of error codes the stores go by.
 */
public final class S3Failures {
  /** The caller's messages name the location. */
  private static final String SERVICE = "the service";

  private S3Failures() {}

  /** Whether it may pass, so that a request that may be applied twice can be sent again. */
  public static boolean mayPass(SdkException e) {
    return switch (Failure.of(e, SERVICE).meaning()) {
      case NOT_SENT, AGAIN, PERHAPS -> true;
      default -> false;
    };
  }

  /** Whether there is no such object. */
  public static boolean isAbsent(SdkException e) {
    return Failure.of(e, SERVICE).meaning() == Meaning.ABSENT;
  }

  /** Whether a precondition did not hold. */
  public static boolean isCondition(SdkException e) {
    return Failure.of(e, SERVICE).meaning() == Meaning.CONDITION;
  }

  /** The service's error code, or what went wrong underneath; no content, no credentials. */
  public static String words(SdkException e) {
    return Failure.of(e, SERVICE).words();
  }

  /**
   * The exception for a request that changed nothing.
   *
   * @param key the key it was about, or {@code null}
   * @param what the request, for the message
   * @param location where it was sent, for the message
   */
  public static StoreException exception(
      SdkException e, @Nullable String key, String what, String location) {
    return Failure.of(e, SERVICE).toException(key, what, location);
  }
}
