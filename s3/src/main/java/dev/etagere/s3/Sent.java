package dev.etagere.s3;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Marks the requests that the SDK hands on to be sent. What fails before, such as finding
 * credentials or the endpoint, is certain not to be applied.
 */
final class Sent implements ExecutionInterceptor {
  /** Marks requests that carry {@link #MARK}. */
  static final Sent INTERCEPTOR = new Sent();

  /** Goes with a request; true once it may be under way. */
  static final ExecutionAttribute<AtomicBoolean> MARK = new ExecutionAttribute<>("etagere.sent");

  /**
   * Goes with a request; true once it is under way and its signature vouches for its body, because
   * the body's SHA-256 is signed. A service compares that with what it got.
   */
  static final ExecutionAttribute<AtomicBoolean> BODY_SIGNED =
      new ExecutionAttribute<>("etagere.body-signed");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Sent() {}

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes request) {
    AtomicBoolean mark = request.getAttribute(MARK);
    if (mark != null) {
      mark.set(true);
    }
    AtomicBoolean signed = request.getAttribute(BODY_SIGNED);
    if (signed != null) {
      SdkHttpRequest sent = context.httpRequest();
      signed.set(
          sent.firstMatchingHeader("Authorization").isPresent()
              && sent.firstMatchingHeader("x-amz-content-sha256")
                  .filter(hash -> SHA256.matcher(hash).matches())
                  .isPresent());
    }
  }

  /** A request that failed before it was sent. */
  static final class Never extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private final transient SdkException why;

    Never(SdkException why) {
      super(SdkClientException.builder().message("the request was not sent").cause(why));
      this.why = why;
    }

    SdkException why() {
      return why;
    }
  }
}
