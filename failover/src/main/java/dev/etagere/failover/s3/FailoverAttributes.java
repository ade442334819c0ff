package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.sync.RequestBody;

/** What travels with a request in its execution attributes. */
public final class FailoverAttributes {
  /**
   * Which location a request goes to, set by the client for the execution interceptors of each
   * location's client; {@link Call#attributes} are what a span should say.
   */
  public static final ExecutionAttribute<Call> CALL = new ExecutionAttribute<>("EtagereCall");

  /**
   * How to make the body of this one request anew, set by the caller; asked before the supplier of
   * the builder.
   */
  public static final ExecutionAttribute<Supplier<RequestBody>> BODY =
      new ExecutionAttribute<>("EtagereBody");

  /** The same for the asynchronous client. */
  public static final ExecutionAttribute<Supplier<AsyncRequestBody>> ASYNC_BODY =
      new ExecutionAttribute<>("EtagereAsyncBody");

  /**
   * What makes a location's client tell the listener of each request it sends again: {@code
   * S3Client.builder().addPlugin(FailoverAttributes.retryEvents())}. Without it the same is added
   * to each request, which costs at least half of the SDK's own work for it.
   */
  public static SdkPlugin retryEvents() {
    return RetryEvents.ALL;
  }

  private FailoverAttributes() {}
}
