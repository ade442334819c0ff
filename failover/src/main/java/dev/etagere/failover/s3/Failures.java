package dev.etagere.failover.s3;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What went wrong at each location, and the one error made of it. That has the status, code and
 * request id of the last location that answered, so that code which looks at these still works; all
 * the errors are its cause and its suppressed ones.
 */
final class Failures {
  private record One(String location, Throwable cause) {}

  private final Plan plan;
  private final List<One> all = new ArrayList<>();

  Failures(Plan plan) {
    this.plan = plan;
  }

  void add(String location, Throwable cause) {
    all.add(new One(location, cause));
  }

  /** Adds what went wrong before to another location's answer, if that is an error. */
  Throwable under(Throwable answer) {
    for (One one : all) {
      if (one.cause != answer) {
        answer.addSuppressed(one.cause);
      }
    }
    return answer;
  }

  /** The error when no location is left. */
  SdkException atEvery() {
    return because("failed at every location it could go to");
  }

  /** The error for another reason not to go on. */
  SdkException because(String why) {
    StringBuilder words = new StringBuilder(plan.operation());
    if (!plan.key().isEmpty()) {
      words.append(" of '").append(plan.key()).append('\'');
    }
    words.append(": ").append(why);
    for (One one : all) {
      words.append("; ").append(one.location).append(": ").append(words(one.cause));
    }
    SdkException error = of(words.toString());
    for (One one : all) {
      if (one.cause != error.getCause()) {
        error.addSuppressed(one.cause);
      }
    }
    return error;
  }

  private SdkException of(String words) {
    @Nullable AwsServiceException answered = null;
    for (One one : all) {
      if (FailoverRule.unwrap(one.cause) instanceof AwsServiceException e) {
        answered = e;
      }
    }
    if (answered == null) {
      return all.isEmpty()
          ? SdkClientException.create(words)
          : SdkClientException.create(words, all.get(0).cause);
    }
    S3Exception.Builder error = S3Exception.builder();
    error.message(words).cause(answered).statusCode(answered.statusCode());
    error.requestId(answered.requestId()).extendedRequestId(answered.extendedRequestId());
    error.awsErrorDetails(answered.awsErrorDetails());
    return (SdkException) error.build();
  }

  private static String words(Throwable cause) {
    Throwable inner = FailoverRule.unwrap(cause);
    if (inner instanceof AwsServiceException answered) {
      String code = FailoverRule.code(answered);
      return "status " + answered.statusCode() + (code == null ? "" : " " + code);
    }
    Throwable root = inner;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return root.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }
}
