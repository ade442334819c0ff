package dev.etagere.s3;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Stores over a {@link FakeS3}. */
final class Rig {
  /** What the location puts before each key. */
  static final String PREFIX = "pre/";

  private Rig() {}

  /** A client that goes to {@code s3}, its own retries off. */
  static S3Client client(FakeS3 s3) {
    return builder(s3)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /**
   * A client that goes to {@code s3}, its own retries as the SDK leaves them. It has no endpoint of
   * its own, so that the store takes the service for AWS and does not try it out.
   */
  static S3ClientBuilder builder(FakeS3 s3) {
    return S3Client.builder()
        .httpClient(s3)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")))
        .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
  }

  /** A store in time of its own. */
  static ObjectStore store(FakeS3 s3) {
    return store(client(s3), new FakeAmbient(), "", s -> s);
  }

  /** A store that writes in parts whatever has more than a byte. */
  static ObjectStore storeInParts(FakeS3 s3, FakeAmbient ambient) {
    return store(client(s3), ambient, "", s -> s.withTransfers(1, 5 << 20, 2));
  }

  /** A store that writes in parts of 5 MiB, and copies in parts, whatever has more than a byte. */
  static ObjectStore storeCopyingInParts(FakeS3 s3, FakeAmbient ambient) {
    S3Client client = client(s3);
    StoreSettings settings =
        StoreSettings.defaults().withAmbient(ambient).withTransfers(1, 5 << 20, 2);
    Location location = Location.data("s3://bucket/pre");
    Bucket bucket = new Bucket("bucket", PREFIX);
    S3Trust trust = new S3Trust(location, settings, client, bucket, Set.of());
    return Stores.over(new S3Backend(location, settings, trust, client, true, bucket, 1), settings);
  }

  static ObjectStore store(
      S3Client client, FakeAmbient ambient, String query, UnaryOperator<StoreSettings> more) {
    StoreSettings settings =
        more.apply(StoreSettings.defaults().withAmbient(ambient).with(S3Client.class, client));
    Location location = Location.data("s3://bucket/pre" + query);
    return Stores.over(new S3Provider().open(location, settings), settings);
  }
}
