package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.replication.CopyOptions.Overwrite;
import dev.etagere.testkit.CephGateway;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * On a service with its own ideas: ETags in conditions without quotes, no part numbers on reads.
 */
@Tag("once")
class CephCopyTest {
  private static final int MIB = 1 << 20;

  private static S3Client client(CephGateway ceph) {
    return S3Client.builder()
        .endpointOverride(URI.create(ceph.endpoint().toString()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(ceph.accessKey(), ceph.secretKey())))
        .serviceConfiguration(c -> c.expectContinueEnabled(false).chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @Test
  void copy_onCeph_keepsETagsAndReplacesOnlyWhatItSaw() throws InterruptedException {
    try (CephGateway ceph = CephGateway.orSkip();
        S3Client s3 = client(ceph)) {
      s3.createBucket(r -> r.bucket("copy-a"));
      s3.createBucket(r -> r.bucket("copy-b"));
      put(s3, "copy-a", "ké 😀", TwoSites.random(100, 1));
      put(s3, "copy-a", "large", TwoSites.random(2 * MIB, 2));
      put(s3, "copy-a", "other", TwoSites.random(100, 3));
      put(s3, "copy-b", "other", TwoSites.random(100, 4));
      parts(s3, TwoSites.random(13 * MIB, 5));
      Site a = Site.of("A", Location.data("s3://copy-a"), s3, Ambient.system());
      Site b = Site.of("B", Location.data("s3://copy-b"), s3, Ambient.system());

      assertThat(copy(a, b, Overwrite.NEVER))
          .isEqualTo(Map.of(Outcome.COPIED, 3L, Outcome.KEPT, 1L));
      assertThat(copy(a, b, Overwrite.ALWAYS))
          .isEqualTo(Map.of(Outcome.COPIED, 1L, Outcome.EQUAL, 3L));

      for (String key : List.of("ké 😀", "large", "other", "parts")) {
        HeadObjectResponse there = s3.headObject(r -> r.bucket("copy-b").key(key));
        HeadObjectResponse here = s3.headObject(r -> r.bucket("copy-a").key(key));
        assertThat(there.eTag()).isEqualTo(here.eTag());
        assertThat(there.contentType()).isEqualTo(here.contentType());
        assertThat(there.contentEncoding()).isEqualTo(here.contentEncoding());
        assertThat(there.metadata()).isEqualTo(here.metadata());
      }
      assertThat(new Diff(a, b, true).run(d -> {}, keys -> {}).allEqual()).isTrue();
    }
  }

  private static Map<Outcome, Long> copy(Site a, Site b, Overwrite rule)
      throws InterruptedException {
    CopyListener telling =
        new CopyListener() {
          @Override
          public void ended(String key, long size, Outcome outcome, String message) {
            System.out.println(key + ": " + outcome + " " + message);
          }
        };
    return new Copier(a, b, CopyOptions.defaults().withOverwrite(rule), telling).run().outcomes();
  }

  private static void put(S3Client s3, String bucket, String key, byte[] content) {
    s3.putObject(
        r -> r.bucket(bucket).key(key).contentType("text/plain").metadata(Map.of("n", "v")),
        RequestBody.fromBytes(content));
  }

  private static void parts(S3Client s3, byte[] content) {
    String id = s3.createMultipartUpload(r -> r.bucket("copy-a").key("parts")).uploadId();
    byte[] first = java.util.Arrays.copyOf(content, 8 * MIB);
    byte[] second = java.util.Arrays.copyOfRange(content, 8 * MIB, content.length);
    String one = part(s3, id, 1, first);
    String two = part(s3, id, 2, second);
    s3.completeMultipartUpload(
        r ->
            r.bucket("copy-a")
                .key("parts")
                .uploadId(id)
                .multipartUpload(
                    u ->
                        u.parts(
                            CompletedPart.builder().partNumber(1).eTag(one).build(),
                            CompletedPart.builder().partNumber(2).eTag(two).build())));
  }

  private static String part(S3Client s3, String id, int number, byte[] content) {
    return s3.uploadPart(
            r -> r.bucket("copy-a").key("parts").uploadId(id).partNumber(number),
            RequestBody.fromBytes(content))
        .eTag();
  }
}
