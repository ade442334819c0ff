package dev.etagere.contract;

import dev.etagere.core.Location;
import dev.etagere.testkit.CephGateway;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * One Ceph for all tests of this JVM, with a bucket; without Ceph the tests that ask for it skip.
 */
final class CephLocation {
  static final String BUCKET = "contract";

  /** What Ceph 16 ignores: conditions on deletes, copies and completed uploads. */
  static final Location LOCATION =
      Location.data(
          "s3://" + BUCKET + "?lacks=delete-if-matches,conditional-multipart,conditional-copy");

  private static CephGateway gateway;

  private CephLocation() {}

  static synchronized CephGateway gateway() {
    if (gateway == null) {
      gateway = CephGateway.orSkip();
      try (S3Client client = client().build()) {
        client.createBucket(b -> b.bucket(BUCKET));
      }
    }
    return gateway;
  }

  static S3ClientBuilder client() {
    CephGateway ceph = gateway();
    return S3Client.builder()
        .endpointOverride(ceph.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(ceph.accessKey(), ceph.secretKey())));
  }
}
