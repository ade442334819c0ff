package dev.etagere.replication;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Backoff;
import dev.etagere.s3.S3Address;
import dev.etagere.s3.S3Clients;
import dev.etagere.s3.S3Failures;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One of the two buckets. Requests that may be sent again are, after failures that may pass: 6
 * times at most, with pauses of 5 s at most. One request may take 10 s and what its body needs at
 * 64 KiB/s. Safe for use by many threads; close it.
 */
public final class Site implements AutoCloseable {
  private static final int TRIES = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long LEAST_BYTES_PER_SECOND = 64 * 1024;

  private final String name;
  private final Location location;
  private final S3Address address;
  private final S3Client client;
  private final boolean ownsClient;
  private final Ambient ambient;

  private Site(String name, Location location, S3Client client, boolean own, Ambient ambient) {
    this.name = name;
    this.location = location;
    this.address = S3Address.of(location);
    this.client = client;
    this.ownsClient = own;
    this.ambient = ambient;
  }

  /**
   * Opens {@code s3://bucket/prefix} with the parameters {@code region}, {@code endpoint}, {@code
   * path-style} and {@code profile}. No request is sent.
   *
   * @param name what the messages call it: A or B
   * @throws IllegalArgumentException if it is not such a location
   */
  public static Site of(String name, Location location) {
    S3Address.of(location);
    return new Site(name, location, S3Clients.of(location), true, Ambient.system());
  }

  /**
   * The same with a client of the caller's, which stays the caller's to close. Its retries should
   * be off: a conditional write that the SDK sends twice may fail against itself, which is looked
   * into but costs requests.
   */
  public static Site of(String name, Location location, S3Client client, Ambient ambient) {
    return new Site(name, location, client, false, ambient);
  }

  /** What the messages call it. */
  public String name() {
    return name;
  }

  /** Where it is. */
  public Location location() {
    return location;
  }

  /** The bucket. */
  public String bucket() {
    return address.bucket();
  }

  /** What its keys begin with; empty, or ends with a slash. */
  public String prefix() {
    return address.prefix();
  }

  S3Client client() {
    return client;
  }

  Ambient ambient() {
    return ambient;
  }

  /** The key in the bucket. */
  String key(String relative) {
    return prefix() + relative;
  }

  /** One request, with the settings it must carry. */
  interface Call<R> extends Function<AwsRequestOverrideConfiguration, R> {}

  /** Sends once; the SDK's exceptions come through. */
  <R> R once(long bodyBytes, Call<R> call) {
    Duration limit = LIMIT.plusSeconds(bodyBytes / LEAST_BYTES_PER_SECOND);
    return call.apply(AwsRequestOverrideConfiguration.builder().apiCallTimeout(limit).build());
  }

  /**
   * Sends what may be applied twice, again after failures that may pass.
   *
   * @param key relative, or {@code null} if it is about the bucket
   * @throws StoreException if it fails for good
   */
  <R> R send(@Nullable String key, String what, Call<R> call) {
    R answer = find(key, what, call);
    if (answer == null) {
      throw new dev.etagere.core.AbsentException(
          key, what + " at " + this + ": there is no such object", null);
    }
    return answer;
  }

  /** The same, with {@code null} where there is no such object. */
  <R> @Nullable R find(@Nullable String key, String what, Call<R> call) {
    try {
      return sendRaw(key, what, call);
    } catch (SdkException e) {
      if (S3Failures.isAbsent(e)) {
        return null;
      }
      throw S3Failures.exception(e, key, what, toString());
    }
  }

  /** The same; failures that will not pass come as the SDK throws them. */
  <R> R sendRaw(@Nullable String key, String what, Call<R> call) {
    Backoff backoff = backoff();
    for (int tries = 1; ; tries++) {
      try {
        return once(0, call);
      } catch (SdkException e) {
        if (!S3Failures.mayPass(e) || tries >= TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        pause(key, what, backoff);
      }
    }
  }

  Backoff backoff() {
    return new Backoff(FIRST_PAUSE, LONGEST_PAUSE, ambient);
  }

  void pause(@Nullable String key, String what, Backoff backoff) {
    try {
      ambient.sleep(backoff.next());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(key, what + " at " + this + " was interrupted", e);
    }
  }

  @Override
  public void close() {
    if (ownsClient) {
      client.close();
    }
  }

  @Override
  public String toString() {
    return name + " (" + location + ")";
  }
}
