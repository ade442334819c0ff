package dev.etagere.cli.demo;

import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalRegions;
import dev.etagere.local.server.LocalS3Server;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's clients of the local servers. */
final class S3Clients {
  /** What a store over several locations may have under way at one of them, and some more. */
  private static final int CONNECTIONS = 64;

  private S3Clients() {}

  /** Without the SDK's retries, as a store makes its own clients. */
  static S3Client of(LocalS3Server server) {
    return of(server, AwsRetryStrategy.doNotRetry());
  }

  static S3Client of(LocalS3Server server, RetryStrategy retries) {
    return of(server.endpoint(), server.region(), server.accessKey(), server.secretKey(), retries);
  }

  /** One of several regions, without the SDK's retries. */
  static S3Client of(LocalRegions regions, LocalRegion region) {
    return of(
        region.endpoint(),
        region.name(),
        regions.accessKey(),
        regions.secretKey(),
        AwsRetryStrategy.doNotRetry());
  }

  private static S3Client of(
      URI endpoint, String region, String accessKey, String secretKey, RetryStrategy retries) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .forcePathStyle(true)
        .overrideConfiguration(o -> o.retryStrategy(retries))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS))
        .build();
  }
}
