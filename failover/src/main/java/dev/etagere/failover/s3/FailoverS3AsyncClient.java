package dev.etagere.failover.s3;

import dev.etagere.failover.RouterStatus;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.waiters.S3AsyncWaiter;

/**
 * An {@link S3AsyncClient} over two locations that replicate to each other; {@link
 * FailoverS3Client} says what it promises, and this one promises the same.
 *
 * <p>What is the client's alone: futures fail where the other throws, also for a bucket that is
 * none of this client's. A transformer is prepared once and sees one body. Bodies of bytes and
 * files are sent again; any other is supplied anew ({@link FailoverBuilder#bodies}, {@link
 * FailoverAttributes#ASYNC_BODY}). SelectObjectContent goes on elsewhere until the handler has seen
 * an answer. {@link #presignedUrlExtension()} is that of the location calls go to now: a presigned
 * URL leads to one location.
 *
 * <p>Limits of time are kept on one daemon thread; continuations run where the SDK completes its
 * futures. Safe for use by many threads. Closing it closes both clients.
 */
public final class FailoverS3AsyncClient extends DelegatingS3AsyncClient {
  private final Engine<S3AsyncClient> engine;

  private FailoverS3AsyncClient(Engine<S3AsyncClient> engine, AsyncCalls calls) {
    super(delegate(engine, calls));
    this.engine = engine;
  }

  /** A builder; both locations and the bucket's name are what it needs. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where the SDK's delegating client sends every operation: the one place all of them pass. */
  private static S3AsyncClient delegate(Engine<S3AsyncClient> engine, AsyncCalls calls) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            arguments != null && arguments.length > 0 && arguments[0] instanceof S3Request request
                ? calls.call(method, request, arguments.length > 1 ? arguments[1] : null)
                : FailoverS3Client.direct(engine.first(), method, arguments);
    return (S3AsyncClient)
        Proxy.newProxyInstance(
            FailoverS3AsyncClient.class.getClassLoader(),
            new Class<?>[] {S3AsyncClient.class},
            handler);
  }

  /** Waits by way of this client, so through an outage. */
  @Override
  public S3AsyncWaiter waiter() {
    return S3AsyncWaiter.builder().client(this).build();
  }

  /** From now on calls go to this location first, as long as it is well. */
  public void prefer(String location) {
    engine.router().prefer(location);
  }

  /**
   * From now on no call goes to this location, but those that can go nowhere else.
   *
   * @throws IllegalStateException if it is the only one left
   */
  public void drain(String location) {
    engine.router().drain(location);
  }

  /** Takes back {@link #prefer} and {@link #drain}. */
  public void automatic() {
    engine.router().automatic();
  }

  /** How the locations are, and where calls go now. */
  public RouterStatus status() {
    return engine.router().status();
  }

  /**
   * The bucket of a location's own, as presigned URLs need it.
   *
   * @throws IllegalArgumentException if there is no such location
   */
  public String bucket(String location) {
    return engine.place(location).bucket();
  }

  /** Closes both clients. */
  @Override
  public void close() {
    engine.router().close();
    engine.places().forEach(place -> place.client().close());
  }

  /** Collects what a client is made of; for one thread. */
  public static final class Builder
      extends FailoverBuilder<S3AsyncClient, AsyncRequestBody, Builder> {
    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    @Override
    void probe(S3AsyncClient client, String ownBucket) throws Exception {
      Duration limit = limits.answer();
      CompletableFuture<?> asked = client.headBucket(head -> head.bucket(ownBucket));
      try {
        asked.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } finally {
        asked.cancel(true);
      }
    }

    /**
     * The client.
     *
     * @throws IllegalArgumentException if something is missing, naming it, or does not fit
     */
    public FailoverS3AsyncClient build() {
      Engine<S3AsyncClient> engine = engine(false);
      return new FailoverS3AsyncClient(engine, new AsyncCalls(engine, bodies));
    }
  }
}
