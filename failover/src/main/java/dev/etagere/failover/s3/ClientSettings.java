package dev.etagere.failover.s3;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * What a location's client does by itself, so that requests need not be told to. Whatever a client
 * does not tell is taken for what costs more.
 *
 * @param limit its own limit for a call; {@code null} if it has none
 * @param intercepted whether anybody may look at what travels with its requests
 * @param retries whether it sends requests again
 * @param tellsOfRetries whether it has been made to tell of that
 */
record ClientSettings(
    @Nullable Duration limit, boolean intercepted, boolean retries, boolean tellsOfRetries) {
  private static final String SDKS_OWN = "software.amazon.awssdk.";
  private static final ClientSettings UNKNOWN = new ClientSettings(null, true, true, false);

  static ClientSettings of(Object client) {
    if (!(client instanceof SdkClient sdk)) {
      return UNKNOWN;
    }
    try {
      var all = sdk.serviceClientConfiguration();
      return all == null
          ? UNKNOWN
          : of(all.overrideConfiguration(), client.getClass().getName().startsWith(SDKS_OWN));
    } catch (UnsupportedOperationException e) {
      return UNKNOWN;
    }
  }

  private static ClientSettings of(ClientOverrideConfiguration own, boolean plain) {
    boolean once = own.retryStrategy().filter(s -> s.maxAttempts() == 1).isPresent();
    return new ClientSettings(
        own.apiCallTimeout().orElse(null),
        !plain || own.executionInterceptors().stream().anyMatch(ClientSettings::isOthers),
        !once,
        own.executionInterceptors().contains(RetryEvents.ALL));
  }

  private static boolean isOthers(ExecutionInterceptor one) {
    return one != RetryEvents.ALL && !one.getClass().getName().startsWith(SDKS_OWN);
  }

  /** The limit a request must carry; {@code null} if the client's own comes first. */
  @Nullable Duration needed(Duration limit) {
    return this.limit != null && this.limit.compareTo(limit) <= 0 ? null : limit;
  }
}
