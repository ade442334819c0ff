package dev.etagere.failover.s3;

import dev.etagere.failover.RouterStatus;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;

/**
 * An {@link S3Client} over two locations that replicate to each other: each call goes to the
 * primary, and to the secondary if the primary fails. Code that takes an S3Client runs unchanged.
 *
 * <pre>{@code
 * S3Client s3 =
 *     FailoverS3Client.builder()
 *         .primary("eu", euClient, "orders-eu")
 *         .secondary("us", usClient, "orders-us")
 *         .bucket("orders")
 *         .build();
 * }</pre>
 *
 * <p><b>Every operation</b> of the interface goes this way, also those a later SDK adds. The bucket
 * callers name is mapped to each location's own and back; another is refused with an
 * IllegalArgumentException. All else in a request passes as it is.
 *
 * <p><b>When it goes on</b>: {@link FailoverRule} and {@link AttemptLimits} say. A location that is
 * down is left out until it is well again ({@link dev.etagere.failover.BreakerSettings}); {@link
 * #prefer}, {@link #drain} and {@link #automatic} decide by hand.
 *
 * <p><b>What is promised of writes</b>: what s3-s3 promises. A write whose reply was lost at the
 * primary is sent to the secondary as well, and may have been applied at both; whichever replicates
 * later counts as newer, so an old write may arrive late over a newer one. Writes under a condition
 * are therefore not sent to the secondary unless allowed ({@link
 * FailoverBuilder#conditionalWritesAtSecondary}); where that matters use the store of this library.
 *
 * <p><b>What is promised of reads</b>: what comes from the secondary may be older than what the
 * primary has, or missing there as yet. A body that breaks off or stands still goes on from the
 * byte it had reached, at either location where the ETag is equal: the reader sees one stream.
 * (What is joined like that is not checked against the object's checksum.)
 *
 * <p><b>What belongs to one location stays there</b>: upload ids, version ids, and tokens carry its
 * name ({@code eu:…}), and requests with them go there only. If it fails, the error says so. A
 * listing goes on at the other location after its last key; so does one of versions or uploads,
 * whose pages therefore end where a key ends. URLs in answers and presigned URLs are of one
 * location: presign for {@link #bucket(String)} with a presigner of that location's own. {@link
 * #utilities()} are those of the location calls go to now.
 *
 * <p><b>Errors</b> are the SDK's. If both locations fail, one error carries both: the status and
 * code are the last answer's. An answer such as 404 or 412 is told as it is, with the first
 * location's error suppressed in it if there was one.
 *
 * <p>Safe for use by many threads. Closing it closes both clients.
 */
public final class FailoverS3Client extends DelegatingS3Client {
  private final Engine<S3Client> engine;
  private final SyncCalls calls;

  private FailoverS3Client(Engine<S3Client> engine, SyncCalls calls) {
    super(delegate(engine, calls));
    this.engine = engine;
    this.calls = calls;
  }

  /** A builder; both locations and the bucket's name are what it needs. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where the SDK's delegating client sends every operation: the one place all of them pass. */
  private static S3Client delegate(Engine<S3Client> engine, SyncCalls calls) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            arguments != null && arguments.length > 0 && arguments[0] instanceof S3Request request
                ? calls.call(method, request, arguments.length > 1 ? arguments[1] : null)
                : direct(engine.first(), method, arguments);
    return (S3Client)
        Proxy.newProxyInstance(
            FailoverS3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, handler);
  }

  /** What asks nothing of S3: the configuration, the utilities. */
  static @Nullable Object direct(Object client, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(client, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Waits by way of this client, so through an outage. */
  @Override
  public S3Waiter waiter() {
    return S3Waiter.builder().client(this).build();
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
    calls.close();
    engine.router().close();
    engine.places().forEach(place -> place.client().close());
  }

  /** Collects what a client is made of; for one thread. */
  public static final class Builder extends FailoverBuilder<S3Client, RequestBody, Builder> {
    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    @Override
    void probe(S3Client client, String ownBucket) {
      Duration limit = limits.answer();
      client.headBucket(
          head -> head.bucket(ownBucket).overrideConfiguration(o -> o.apiCallTimeout(limit)));
    }

    /**
     * The client.
     *
     * @throws IllegalArgumentException if something is missing, naming it, or does not fit
     */
    public FailoverS3Client build() {
      Engine<S3Client> engine = engine(true);
      return new FailoverS3Client(engine, new SyncCalls(engine, bodies));
    }
  }
}
