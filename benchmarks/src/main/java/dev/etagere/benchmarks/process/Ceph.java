package dev.etagere.benchmarks.process;

import dev.etagere.core.Location;
import dev.etagere.testkit.CephGateway;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Ceph's gateway on this machine, for as long as this is open. */
public final class Ceph implements S3 {
  private static final String BUCKET = "benchmarks";
  private static final Region REGION = Region.US_EAST_1;

  private final CephGateway gateway;

  private Ceph(CephGateway gateway) {
    this.gateway = gateway;
  }

  /** Starts it, which takes half a minute. */
  public static Ceph start() {
    Ceph ceph = new Ceph(CephGateway.start());
    try (S3Client client = ceph.client()) {
      client.createBucket(b -> b.bucket(BUCKET));
      return ceph;
    } catch (RuntimeException e) {
      ceph.close();
      throw e;
    }
  }

  /** What this machine lacks to run it, in words. */
  public static Optional<String> missing() {
    return CephGateway.missing();
  }

  private S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .region(REGION)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(gateway.accessKey(), gateway.secretKey())))
        .build();
  }

  @Override
  public URI endpoint() {
    return gateway.endpoint();
  }

  @Override
  public String bucket() {
    return BUCKET;
  }

  @Override
  public Location location() {
    return Location.data(
        "s3://"
            + BUCKET
            + "?endpoint="
            + endpoint()
            + "&region="
            + REGION
            + "&path-style=true&lacks=delete-if-matches,conditional-multipart,conditional-copy");
  }

  /** The trailers with checksums that SDKs send by themselves are not understood by Ceph 16. */
  @Override
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", gateway.accessKey(),
        "AWS_SECRET_ACCESS_KEY", gateway.secretKey(),
        "AWS_REGION", REGION.id(),
        "AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED",
        "AWS_RESPONSE_CHECKSUM_VALIDATION", "WHEN_REQUIRED");
  }

  @Override
  public long requests() {
    return -1;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
