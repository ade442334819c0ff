package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.local.server.fault.Faults;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A local S3 with one bucket. The test kit has a fuller one, but is built after this module. */
final class LocalLocation implements AutoCloseable {
  private final LocalEngine engine = LocalEngine.inMemory(Ambient.system());
  private final LocalS3Server server;
  private final String bucket;
  private final S3Client client;

  private LocalLocation(String region, String bucket) {
    this.server = LocalS3Server.builder().engine(engine).region(region).start();
    this.bucket = bucket;
    engine.createBucket(bucket);
    this.client =
        clientBuilder()
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
  }

  static LocalLocation start(String region, String bucket) {
    return new LocalLocation(region, bucket);
  }

  S3Client client() {
    return client;
  }

  S3ClientBuilder clientBuilder() {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .region(Region.of(server.region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(server.accessKey(), server.secretKey())));
  }

  String bucket() {
    return bucket;
  }

  URI endpoint() {
    return server.endpoint();
  }

  Faults faults() {
    return server.faults();
  }

  LocalS3Server server() {
    return server;
  }

  @Override
  public void close() {
    client.close();
    server.close();
    engine.close();
  }
}
