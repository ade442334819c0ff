package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A local S3 in memory with one bucket. */
final class LocalS3 implements AutoCloseable {
  private final LocalEngine engine;
  private final LocalS3Server server;
  private final S3Client client;

  private LocalS3(LocalEngine engine, String region, String bucket) {
    this.engine = engine;
    this.server = LocalS3Server.builder().engine(engine).region(region).start();
    engine.createBucket(bucket);
    this.client =
        client().overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry())).build();
  }

  static LocalS3 start(String region, String bucket) {
    return new LocalS3(LocalEngine.inMemory(Ambient.system()), region, bucket);
  }

  /** A client for the server, as the SDK comes. */
  S3ClientBuilder client() {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .region(Region.of(server.region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(server.accessKey(), server.secretKey())));
  }

  /** A store over a bucket, with one client for all. */
  ObjectStore store(String bucket) {
    return Etagere.builder().s3Client(client).open(Location.data("s3://" + bucket));
  }

  LocalS3Server server() {
    return server;
  }

  String endpoint() {
    return server.endpoint().toString();
  }

  String accessKey() {
    return server.accessKey();
  }

  String secretKey() {
    return server.secretKey();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    engine.close();
  }
}
