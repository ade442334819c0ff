package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Tells the listener of a call when the SDK sends its request again to the same location. Part of a
 * location's client, or of each of its requests.
 */
final class RetryEvents implements SdkPlugin, ExecutionInterceptor {
  static final RetryEvents ALL = new RetryEvents();

  /** Who is told. */
  static final ExecutionAttribute<FailoverListener> LISTENER =
      new ExecutionAttribute<>("EtagereListener");

  private static final String ATTEMPT = "amz-sdk-request";

  private RetryEvents() {}

  @Override
  public void configureClient(SdkServiceClientConfiguration.Builder config) {
    config.overrideConfiguration(
        config.overrideConfiguration().toBuilder().addExecutionInterceptor(this).build());
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes with) {
    FailoverListener listener = with.getAttribute(LISTENER);
    Call call = listener == null ? null : with.getAttribute(FailoverAttributes.CALL);
    if (listener != null && call != null && isAgain(context)) {
      listener.retry(call);
    }
  }

  private static boolean isAgain(Context.BeforeTransmission context) {
    return context
        .httpRequest()
        .firstMatchingHeader(ATTEMPT)
        .filter(header -> !header.startsWith("attempt=1;") && !header.equals("attempt=1"))
        .isPresent();
  }
}
