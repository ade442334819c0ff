package dev.etagere.failover.s3;

import dev.etagere.failover.Call;
import java.util.function.Supplier;
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

  private FailoverAttributes() {}
}
