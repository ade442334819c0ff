package dev.etagere.testkit;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.local.server.fault.Faults;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A local S3 for one test: a server of its own on a free port, in memory, with one bucket. Its
 * compare-and-swap is exact, its signatures are checked, and it fails on demand. From {@link
 * LocalS3} as a parameter of a test, or by hand. Safe for use by many threads.
 */
public final class LocalLocation implements AutoCloseable {
  private final LocalEngine engine;
  private final LocalS3Server server;
  private final boolean owned;
  private final String bucket;
  private final S3Client client;
  private final List<ObjectStore> opened = new ArrayList<>();

  private LocalLocation(LocalEngine engine, LocalS3Server server, String bucket, boolean owned) {
    this.engine = engine;
    this.server = server;
    this.bucket = bucket;
    this.owned = owned;
    this.client =
        clientBuilder()
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
  }

  /** Starts one; close it. */
  public static LocalLocation start(String region, String bucket) {
    LocalEngine engine = LocalEngine.inMemory(Ambient.system());
    engine.createBucket(bucket);
    LocalS3Server server = LocalS3Server.builder().engine(engine).region(region).start();
    return new LocalLocation(engine, server, bucket, true);
  }

  /** One of several regions, which closes server and engine itself. */
  static LocalLocation of(LocalRegion region) {
    return new LocalLocation(region.engine(), region.server(), region.bucket(), false);
  }

  /** A new store over the bucket; closed with this location, if not before. */
  public ObjectStore store() {
    ObjectStore store = Etagere.builder().s3Client(client).open(Location.data("s3://" + bucket));
    synchronized (opened) {
      opened.add(store);
    }
    return store;
  }

  /** A client of the SDK without retries; closed with this location. */
  public S3Client client() {
    return client;
  }

  /** A builder of clients as the SDK makes them, with endpoint, region and credentials set. */
  public S3ClientBuilder clientBuilder() {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .region(Region.of(server.region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(server.accessKey(), server.secretKey())));
  }

  /** The bucket. */
  public String bucket() {
    return bucket;
  }

  /** Where the server listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** What goes wrong there, and how many requests arrived. */
  public Faults faults() {
    return server.faults();
  }

  /** The server, to freeze or stop it. */
  public LocalS3Server server() {
    return server;
  }

  /** What is behind the server, to see or change objects without a request. */
  public LocalEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    synchronized (opened) {
      opened.forEach(ObjectStore::close);
    }
    client.close();
    if (owned) {
      server.close();
      engine.close();
    }
  }

  @Override
  public String toString() {
    return "s3://" + bucket + " at " + server.endpoint();
  }
}
