package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;
import dev.etagere.failover.Heard;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;

/** Two local locations without replication, and a client over both. */
final class TwoLocations implements AutoCloseable {
  static final String BUCKET = "orders";

  private static final Duration SHORTLY = Duration.ofMillis(1_500);

  /** Short, so that a test of silence is. */
  static final AttemptLimits SHORT = new AttemptLimits(SHORTLY, SHORTLY, 1 << 20, SHORTLY);

  private static final Duration LONG = Duration.ofMinutes(1);

  /** Long, so that a test on a busy machine is not disturbed. */
  static final AttemptLimits PATIENT = new AttemptLimits(LONG, LONG, 1 << 20, LONG);

  final LocalLocation eu = LocalLocation.start("eu-west-1", "orders-eu");
  final LocalLocation us = LocalLocation.start("us-east-1", "orders-us");
  final Heard heard = new Heard();

  /** A builder with clients of its own. */
  FailoverS3Client.Builder sync() {
    return FailoverS3Client.builder()
        .primary("eu", single(eu), eu.bucket())
        .secondary("us", single(us), us.bucket())
        .bucket(BUCKET)
        .limits(PATIENT)
        .ambient(Ambient.system())
        .listener(heard);
  }

  /** A client that tries once. */
  static S3Client single(LocalLocation location) {
    return location
        .clientBuilder()
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /** One for all: it takes long to start. */
  private static final SdkAsyncHttpClient HTTP =
      NettyNioAsyncHttpClient.builder().maxConcurrency(50).build();

  /** An asynchronous builder with clients of its own. */
  FailoverS3AsyncClient.Builder async() {
    return FailoverS3AsyncClient.builder()
        .primary("eu", asyncSingle(eu, eu.endpoint()), eu.bucket())
        .secondary("us", asyncSingle(us, us.endpoint()), us.bucket())
        .bucket(BUCKET)
        .limits(PATIENT)
        .ambient(Ambient.system())
        .listener(heard);
  }

  /** An asynchronous client that tries once. */
  static S3AsyncClient asyncSingle(LocalLocation location, URI endpoint) {
    return asyncBuilder(location, endpoint)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  static S3AsyncClientBuilder asyncBuilder(LocalLocation location, URI endpoint) {
    return S3AsyncClient.builder()
        .httpClient(HTTP)
        .endpointOverride(endpoint)
        .region(Region.of(location.server().region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    location.server().accessKey(), location.server().secretKey())));
  }

  /** The same object at both, as after replication. */
  void atBoth(String key, String content) {
    put(eu.client(), eu.bucket(), key, content);
    put(us.client(), us.bucket(), key, content);
  }

  static void put(S3Client client, String bucket, String key, String content) {
    client.putObject(
        r -> r.bucket(bucket).key(key), RequestBody.fromString(content, StandardCharsets.UTF_8));
  }

  static String at(LocalLocation location, String key) {
    return location
        .client()
        .getObjectAsBytes(r -> r.bucket(location.bucket()).key(key))
        .asUtf8String();
  }

  static boolean has(LocalLocation location, String key) {
    return location
        .client()
        .listObjectsV2(r -> r.bucket(location.bucket()).prefix(key))
        .contents()
        .stream()
        .anyMatch(o -> o.key().equals(key));
  }

  @Override
  public void close() {
    eu.close();
    us.close();
  }
}
