package dev.etagere.failover.s3;

import dev.etagere.failover.Trouble;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Which failures are a reason to ask the other location. A value: each method gives another.
 *
 * <p>By default, as the library s3-s3 for Node does it, status 400 and every status of 500 and
 * above; and, beyond it, whatever got no status: refused, reset, dropped and timed-out connections,
 * DNS, TLS, a body that stalls, no credentials for that location. Never by default any other 4xx
 * (403, 404, 409, 412), for these are answers. A call the caller interrupted or cancelled, and what
 * the caller's own body or transformer throws, never goes on elsewhere, whatever the rule.
 *
 * <p>Where a 400 tells of the caller's own mistake, the other location says the same; whoever wants
 * that at once takes the codes out: {@code FailoverRule.standard().withoutCodes("InvalidArgument",
 * "InvalidRequest")}.
 *
 * @param statuses below 500, those that are a reason
 * @param notStatuses of 500 and above, those that are none
 * @param codes S3 error codes that are a reason, whatever their status
 * @param notCodes S3 error codes that are none, whatever their status
 * @param unanswered whether that there was no status is one; {@code true} by default
 */
public record FailoverRule(
    Set<Integer> statuses,
    Set<Integer> notStatuses,
    Set<String> codes,
    Set<String> notCodes,
    boolean unanswered) {
  private static final FailoverRule STANDARD =
      new FailoverRule(Set.of(400), Set.of(), Set.of(), Set.of(), true);

  /** Copies the sets. */
  public FailoverRule {
    statuses = Set.copyOf(statuses);
    notStatuses = Set.copyOf(notStatuses);
    codes = Set.copyOf(codes);
    notCodes = Set.copyOf(notCodes);
  }

  /** The default. */
  public static FailoverRule standard() {
    return STANDARD;
  }

  /** The same, and these statuses are a reason too. */
  public FailoverRule withStatuses(Integer... more) {
    return new FailoverRule(
        plus(statuses, more), minus(notStatuses, more), codes, notCodes, unanswered);
  }

  /** The same, and these statuses are none, such as 400. */
  public FailoverRule withoutStatuses(Integer... some) {
    return new FailoverRule(
        minus(statuses, some), plus(notStatuses, some), codes, notCodes, unanswered);
  }

  /** The same, and these S3 error codes are a reason too. */
  public FailoverRule withCodes(String... more) {
    return new FailoverRule(
        statuses, notStatuses, plus(codes, more), minus(notCodes, more), unanswered);
  }

  /** The same, and these S3 error codes are none, such as {@code InvalidArgument}. */
  public FailoverRule withoutCodes(String... some) {
    return new FailoverRule(
        statuses, notStatuses, minus(codes, some), plus(notCodes, some), unanswered);
  }

  /** The same, and that there was no status is no reason. */
  public FailoverRule withoutUnanswered() {
    return new FailoverRule(statuses, notStatuses, codes, notCodes, false);
  }

  /** Whether this failure is a reason to ask the other location. */
  public boolean failsOver(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof AwsServiceException answered) {
      return failsOver(answered.statusCode(), code(answered));
    }
    return unanswered
        && (cause instanceof SdkClientException
            || cause instanceof IOException
            || cause instanceof TimeoutException)
        && !(cause instanceof AbortedException);
  }

  /** Whether this status with this S3 error code is a reason to ask the other location. */
  public boolean failsOver(int status, @Nullable String code) {
    if (code != null && notCodes.contains(code)) {
      return false;
    }
    if (code != null && codes.contains(code)) {
      return true;
    }
    return statuses.contains(status) || (status >= 500 && !notStatuses.contains(status));
  }

  /**
   * What a failure says about the location. A 4xx says nothing, even if it is a reason to ask the
   * other one: a caller's mistakes must not take a location out.
   */
  static Trouble trouble(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof AwsServiceException answered) {
      return answered.statusCode() >= 500 ? Trouble.FAULTY : Trouble.NONE;
    }
    if (cause instanceof AbortedException) {
      return Trouble.NONE;
    }
    boolean broken = false;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (isUnreachable(t)) {
        return Trouble.UNREACHABLE;
      }
      broken |= t instanceof IOException;
    }
    return broken
        ? Trouble.FAULTY
        : cause instanceof SdkException ? withoutIo(cause) : Trouble.NONE;
  }

  private static Trouble withoutIo(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("redentials") ? Trouble.UNREACHABLE : Trouble.NONE;
  }

  private static boolean isUnreachable(Throwable t) {
    if (t instanceof ApiCallTimeoutException
        || t instanceof ApiCallAttemptTimeoutException
        || t instanceof TimeoutException
        || t instanceof java.net.SocketTimeoutException
        || t instanceof java.net.ConnectException
        || t instanceof java.net.UnknownHostException
        || t instanceof java.net.NoRouteToHostException
        || t instanceof javax.net.ssl.SSLException) {
      return true;
    }
    // Netty's and Apache's own, which are not on this module's class path.
    String name = t.getClass().getSimpleName();
    return name.endsWith("TimeoutException") || name.contains("ConnectException");
  }

  static @Nullable String code(AwsServiceException answered) {
    return answered.awsErrorDetails() == null ? null : answered.awsErrorDetails().errorCode();
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static <T> Set<T> plus(Set<T> set, T[] more) {
    Set<T> all = new HashSet<>(set);
    all.addAll(List.of(more));
    return all;
  }

  private static <T> Set<T> minus(Set<T> set, T[] some) {
    Set<T> all = new HashSet<>(set);
    all.removeAll(List.of(some));
    return all;
  }
}
