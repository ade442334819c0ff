package dev.etagere.s3;

import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Backoff;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.StoreSettings;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;

/**
 * Sends requests: one at a time, each with its own time limit, and never twice by the SDK. Reads
 * are sent again from here; writes by {@link S3Write}, which knows when that is safe.
 */
final class S3Requests {
  private static final Duration LEAST_LIMIT = Duration.ofMillis(50);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** A body must move at least this fast, in bytes a second, or it counts as stalled. */
  private static final long LEAST_BYTES_PER_SECOND = 64 * 1024;

  static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(10);

  private static final SdkPlugin ONE_ATTEMPT =
      client ->
          client.overrideConfiguration(
              client
                  .overrideConfiguration()
                  .copy(
                      o ->
                          o.retryStrategy(AwsRetryStrategy.doNotRetry())
                              .addExecutionInterceptor(Sent.INTERCEPTOR)));

  private final S3Client client;
  private final StoreSettings settings;
  private final String location;
  private final String endpoint;
  private final boolean sdkMayRetry;

  /** Whether what was not sent can be told from what perhaps was. */
  private final boolean marksSent;

  S3Requests(S3Client client, StoreSettings settings, String location) {
    this.client = client;
    this.settings = settings;
    this.location = location;
    this.sdkMayRetry =
        client
            .serviceClientConfiguration()
            .overrideConfiguration()
            .retryStrategy()
            .map(strategy -> strategy.maxAttempts() > 1)
            .orElse(true);
    this.marksSent =
        sdkMayRetry
            || client
                .serviceClientConfiguration()
                .overrideConfiguration()
                .executionInterceptors()
                .contains(Sent.INTERCEPTOR);
    this.endpoint = endpoint(client.serviceClientConfiguration());
  }

  /** For messages; without a path or user, which are nobody's business. */
  private static String endpoint(S3ServiceClientConfiguration of) {
    return of.endpointOverride()
        .map(uri -> uri.getScheme() + "://" + uri.getHost() + port(uri.getPort()))
        .orElseGet(() -> "S3 in " + of.region());
  }

  private static String port(int port) {
    return port < 0 ? "" : ":" + port;
  }

  /** One request, sent once. Gets the settings that every request must carry. */
  interface Call<R> extends Function<AwsRequestOverrideConfiguration, R> {}

  S3Client client() {
    return client;
  }

  String location() {
    return location;
  }

  /**
   * Sends once.
   *
   * @param bodyBytes how many bytes of body go out or come back with it
   * @throws SdkException as the SDK does
   */
  <R> R once(Deadline deadline, long bodyBytes, Call<R> call) {
    return onceWithin(limit(deadline, bodyBytes), call);
  }

  /**
   * Sends once, with this time.
   *
   * @throws SdkException as the SDK does
   */
  <R> R onceWithin(Duration time, Call<R> call) {
    AtomicBoolean sent = new AtomicBoolean(!marksSent);
    Duration limit = time.compareTo(LEAST_LIMIT) < 0 ? LEAST_LIMIT : time;
    try {
      return call.apply(override(limit, sent));
    } catch (SdkException e) {
      throw sent.get() ? e : new Sent.Never(e);
    } catch (CancellationException e) {
      // Apache's pool of connections, to a thread that was interrupted before it got one.
      throw AbortedException.create("the request was given up", e);
    }
  }

  /** What such a failure means. */
  Failure failure(SdkException e) {
    return Failure.of(e, endpoint);
  }

  /** Keeps a response of this thread, if its caller asked for it at the edge. */
  <R> R remember(R response) {
    ResponseCapture.offer(
        response instanceof ResponseInputStream<?> body ? body.response() : response);
    return response;
  }

  /** Sends a request that changes nothing, again after passing failures until the deadline. */
  <R> Answer<R> read(@Nullable String key, String what, Deadline deadline, Call<R> call) {
    return repeat(key, what, deadline, 0, call);
  }

  /**
   * The same for a request that may be applied any number of times, such as the upload of a part.
   */
  <R> Answer<R> repeat(
      @Nullable String key, String what, Deadline deadline, long bodyBytes, Call<R> call) {
    Patience patience = patience(deadline);
    while (true) {
      Failure failure;
      try {
        return new Answer<>(remember(once(deadline, bodyBytes, call)), null);
      } catch (SdkException e) {
        failure = failure(e);
      }
      switch (failure.meaning()) {
        case AGAIN, PERHAPS, NOT_SENT -> {
          if (patience.interrupted() || !patience.pause()) {
            throw new UnavailableException(
                key,
                what + " at " + location + ": " + patience.end(failure) + "; try again later",
                failure.cause());
          }
        }
        case ACCESS, UNSUPPORTED, TOO_LARGE -> throw failure.toException(key, what, location);
        default -> {
          return new Answer<>(null, failure);
        }
      }
    }
  }

  /** For one operation. */
  Patience patience(Deadline deadline) {
    return new Patience(deadline, new Backoff(FIRST_PAUSE, LONGEST_PAUSE, settings.ambient()));
  }

  /**
   * How long one attempt may take: 10 s and what its body needs, but only a third of what is left,
   * so that after a reply that never comes there is time to look and to send again.
   */
  private static Duration limit(Deadline deadline, long bodyBytes) {
    Duration wanted = ATTEMPT_LIMIT.plusSeconds(bodyBytes / LEAST_BYTES_PER_SECOND);
    Duration third = Duration.ofNanos(deadline.remaining().toNanos() / 3);
    return wanted.compareTo(third) < 0 ? wanted : third;
  }

  private AwsRequestOverrideConfiguration override(Duration limit, AtomicBoolean sent) {
    AwsRequestOverrideConfiguration.Builder override =
        AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(limit)
            .putExecutionAttribute(Sent.MARK, sent);
    if (sdkMayRetry) {
      override.addPlugin(ONE_ATTEMPT);
    }
    return override.build();
  }

  /**
   * The answer to a read: a response, or a failure that is an answer in itself.
   *
   * @param response {@code null} if there is a failure
   * @param failure one of condition, absent, no upload, unchanged; {@code null} if there is a
   *     response
   */
  record Answer<R>(@Nullable R response, @Nullable Failure failure) {
    /** The response, where no failure can be an answer. */
    R orThrow(@Nullable String key, String what, String location) {
      R answer = response;
      if (answer == null) {
        throw unexpected(key, what, location);
      }
      return answer;
    }

    Meaning meaning() {
      if (failure == null) {
        throw new IllegalStateException("asked for the failure of a success");
      }
      return failure.meaning();
    }

    StoreException unexpected(@Nullable String key, String what, String location) {
      if (failure == null) {
        throw new IllegalStateException("asked for the failure of a success");
      }
      return failure.toException(key, what, location);
    }
  }
}
