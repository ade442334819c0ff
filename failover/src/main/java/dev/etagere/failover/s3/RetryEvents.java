package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Tells a listener when the SDK sends a request again to the same location. */
final class RetryEvents implements SdkPlugin, ExecutionInterceptor {
  private static final String ATTEMPT = "amz-sdk-request";
  private final FailoverListener listener;

  RetryEvents(FailoverListener listener) {
    this.listener = listener;
  }

  @Override
  public void configureClient(SdkServiceClientConfiguration.Builder config) {
    config.overrideConfiguration(
        config.overrideConfiguration().toBuilder().addExecutionInterceptor(this).build());
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes with) {
    Call call = with.getAttribute(FailoverAttributes.CALL);
    boolean again =
        context
            .httpRequest()
            .firstMatchingHeader(ATTEMPT)
            .filter(header -> !header.startsWith("attempt=1;") && !header.equals("attempt=1"))
            .isPresent();
    if (again && call != null) {
      listener.retry(call);
    }
  }
}
