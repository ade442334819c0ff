package dev.etagere.s3;

import dev.etagere.core.Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes clients of the SDK from locations, as the stores use them: every request is sent once, no
 * checksum trailers, no chunked bodies, so that every service understands them. Over plain HTTP a
 * body is therefore read twice, once to sign it.
 */
public final class S3Clients {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final int MAX_CONNECTIONS = 64;

  /** The SDK puts a region into host names: one label, and asks for no more than that. */
  private static final Pattern REGION = Pattern.compile("(?!-)[a-zA-Z0-9-]{1,63}(?<!-)");

  private S3Clients() {}

  /**
   * The client of {@code s3://bucket/prefix} with the parameters {@code region}, {@code endpoint},
   * {@code path-style} and {@code profile}; close it. Connecting may take 3 s, and 10 s may pass
   * without a byte.
   *
   * @throws IllegalArgumentException if the location names no usable endpoint or no region is known
   */
  public static S3Client of(Location location) {
    return of(location, http());
  }

  /** The same over another HTTP client. */
  static S3Client of(Location location, SdkHttpClient.Builder<?> http) {
    String endpoint = location.parameter("endpoint");
    String profile = location.parameter("profile");
    S3ClientBuilder builder = builder(profile, http).forcePathStyle(pathStyle(location));
    if (profile != null) {
      builder.credentialsProvider(ProfileCredentialsProvider.create(profile));
    }
    if (endpoint != null) {
      builder.endpointOverride(endpoint(location, endpoint));
    }
    Region region = region(location, endpoint);
    if (region != null) {
      builder.region(region);
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "location '"
              + location
              + "' cannot be opened, most likely for want of a region; add"
              + " ?region=… or set AWS_REGION",
          e);
    }
  }

  private static S3ClientBuilder builder(@Nullable String profile, SdkHttpClient.Builder<?> http) {
    return S3Client.builder()
        .httpClientBuilder(InterruptibleHttpClient.over(http))
        // Bodies are in memory: they are signed as a whole. Ceph 16 would store "aws-chunked".
        .serviceConfiguration(c -> c.expectContinueEnabled(false).chunkedEncodingEnabled(false))
        // The checksum trailers of later SDKs are refused by some services; each body goes with
        // its MD5 instead, or its SHA-256 in the signature: those every service knows.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(
            o -> {
              o.retryStrategy(AwsRetryStrategy.doNotRetry())
                  .scheduledExecutorService(Limits.timer())
                  .addExecutionInterceptor(Sent.INTERCEPTOR);
              if (profile != null) {
                o.defaultProfileFile(ProfileFile.defaultProfileFile()).defaultProfileName(profile);
              }
            });
  }

  private static Apache5HttpClient.Builder http() {
    return Apache5HttpClient.builder()
        .connectionTimeout(CONNECT_LIMIT)
        .socketTimeout(S3Requests.ATTEMPT_LIMIT)
        .maxConnections(MAX_CONNECTIONS)
        .expectContinueEnabled(false);
  }

  private static boolean pathStyle(Location location) {
    String named = location.parameter("path-style");
    if (named != null && !named.equals("true") && !named.equals("false")) {
      throw new IllegalArgumentException(
          "location '" + location + "' has a path-style that is neither true nor false");
    }
    return "true".equals(named);
  }

  private static URI endpoint(Location location, String endpoint) {
    if (endpoint.contains("@")) {
      throw new IllegalArgumentException(
          "a location never holds credentials, nor does its endpoint; give them by the"
              + " environment, a profile or the builder");
    }
    URI uri;
    try {
      uri = new URI(endpoint);
    } catch (URISyntaxException e) {
      throw noEndpoint(location);
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw noEndpoint(location);
    }
    return uri;
  }

  private static IllegalArgumentException noEndpoint(Location location) {
    return new IllegalArgumentException(
        "location '" + location + "' has an endpoint that is not http://host:port or https://host");
  }

  /**
   * Services behind an endpoint of their own mostly care for no region, but the signature needs
   * one.
   */
  private static @Nullable Region region(Location location, @Nullable String endpoint) {
    String named = location.parameter("region");
    if (named != null) {
      if (!REGION.matcher(named).matches()) {
        throw new IllegalArgumentException(
            "location '"
                + location
                + "' has a region that is none; write it as in ?region=eu-west-1");
      }
      return Region.of(named);
    }
    boolean fromSurroundings =
        System.getenv("AWS_REGION") != null || System.getProperty("aws.region") != null;
    return endpoint != null && !fromSurroundings ? Region.US_EAST_1 : null;
  }
}
