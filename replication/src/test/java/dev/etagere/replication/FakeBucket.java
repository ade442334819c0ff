package dev.etagere.replication;

import dev.etagere.core.Location;
import dev.etagere.core.spi.Checksums;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * A bucket of AWS as far as the doctor and the set-up see it: settings one can break, a few
 * objects, and replication to a peer in the time of the test. For one thread.
 */
final class FakeBucket implements S3Client {
  final String name;
  final FakeAmbient ambient;
  String region;
  boolean exists = true;
  @Nullable String versioning = "Enabled";
  @Nullable ReplicationConfiguration replication;
  @Nullable String encryption = "AES256";
  List<LifecycleRule> lifecycle = new ArrayList<>();
  @Nullable ObjectLockConfiguration lock;
  Duration clockAhead = Duration.ZERO;
  final Set<String> denied = new HashSet<>();
  boolean ignoresConditions;
  boolean servicesRules = true;
  @Nullable FakeBucket peer;
  Duration lag = Duration.ofMillis(700);
  @Nullable String replicationStatus = "PENDING";
  int writes;

  private final Map<String, Change> objects = new HashMap<>();
  private int versions;

  /** What an object is from some moment on; without content it is deleted. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(long fromNanos, byte @Nullable [] content, @Nullable Change before) {}

  FakeBucket(String name, String region, FakeAmbient ambient) {
    this.name = name;
    this.region = region;
    this.ambient = ambient;
  }

  Site site(String as) {
    return Site.of(as, Location.data("s3://" + name + "/p?region=" + region), this, ambient);
  }

  /** Whether nothing is there now. */
  boolean isEmpty() {
    return objects.keySet().stream().allMatch(key -> content(key) == null);
  }

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {}

  @Override
  public S3ServiceClientConfiguration serviceClientConfiguration() {
    return S3ServiceClientConfiguration.builder().region(Region.of(region)).build();
  }

  static S3Exception error(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  private void enter(String action) {
    if (!exists) {
      throw error(404, "NoSuchBucket");
    }
    if (denied.contains(action)) {
      throw error(403, "AccessDenied");
    }
  }

  private static <T> T orNone(@Nullable T setting, String code) {
    if (setting == null) {
      throw error(404, code);
    }
    return setting;
  }

  @Override
  public HeadBucketResponse headBucket(HeadBucketRequest request) {
    enter("s3:ListBucket");
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ambient.now().plus(clockAhead).atOffset(ZoneOffset.UTC));
    HeadBucketResponse.Builder head = HeadBucketResponse.builder().bucketRegion(region);
    head.sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).putHeader("Date", date).build());
    return head.build();
  }

  @Override
  public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
    enter("s3:GetBucketVersioning");
    return GetBucketVersioningResponse.builder().status(versioning).build();
  }

  @Override
  public PutBucketVersioningResponse putBucketVersioning(PutBucketVersioningRequest request) {
    enter("s3:PutBucketVersioning");
    writes++;
    versioning = request.versioningConfiguration().statusAsString();
    return PutBucketVersioningResponse.builder().build();
  }

  @Override
  public GetBucketReplicationResponse getBucketReplication(GetBucketReplicationRequest request) {
    enter("s3:GetReplicationConfiguration");
    return GetBucketReplicationResponse.builder()
        .replicationConfiguration(orNone(replication, "ReplicationConfigurationNotFoundError"))
        .build();
  }

  @Override
  public PutBucketReplicationResponse putBucketReplication(PutBucketReplicationRequest request) {
    enter("s3:PutReplicationConfiguration");
    if (!"Enabled".equals(versioning) || (peer != null && !"Enabled".equals(peer.versioning))) {
      throw error(400, "InvalidRequest");
    }
    writes++;
    if (servicesRules) {
      replication = request.replicationConfiguration();
    }
    return PutBucketReplicationResponse.builder().build();
  }

  @Override
  public GetBucketEncryptionResponse getBucketEncryption(GetBucketEncryptionRequest request) {
    enter("s3:GetEncryptionConfiguration");
    String algorithm = orNone(encryption, "ServerSideEncryptionConfigurationNotFoundError");
    return GetBucketEncryptionResponse.builder()
        .serverSideEncryptionConfiguration(
            ServerSideEncryptionConfiguration.builder()
                .rules(
                    ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(algorithm))
                        .build())
                .build())
        .build();
  }

  @Override
  public GetObjectLockConfigurationResponse getObjectLockConfiguration(
      GetObjectLockConfigurationRequest request) {
    enter("s3:GetBucketObjectLockConfiguration");
    return GetObjectLockConfigurationResponse.builder()
        .objectLockConfiguration(orNone(lock, "ObjectLockConfigurationNotFoundError"))
        .build();
  }

  @Override
  public GetBucketLifecycleConfigurationResponse getBucketLifecycleConfiguration(
      GetBucketLifecycleConfigurationRequest request) {
    enter("s3:GetLifecycleConfiguration");
    orNone(lifecycle.isEmpty() ? null : lifecycle, "NoSuchLifecycleConfiguration");
    return GetBucketLifecycleConfigurationResponse.builder().rules(lifecycle).build();
  }

  @Override
  public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
    enter("s3:ListBucket");
    return ListObjectsV2Response.builder().isTruncated(false).build();
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    enter("s3:PutObject");
    byte[] there = content(request.key());
    boolean refused =
        (request.ifNoneMatch() != null && there != null)
            || (request.ifMatch() != null
                && (there == null || !etag(there).equals(request.ifMatch())));
    if (refused && !ignoresConditions) {
      throw error(412, "PreconditionFailed");
    }
    try {
      byte[] content = body.contentStreamProvider().newStream().readAllBytes();
      change(request.key(), content, 0);
      replicate(request.key(), content);
      return PutObjectResponse.builder().eTag(etag(content)).build();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void replicate(String key, byte @Nullable [] content) {
    FakeBucket to = peer;
    if (to == null || replication == null) {
      return;
    }
    boolean taken =
        replication.rules().stream()
            .filter(Rules::isEnabled)
            .filter(rule -> rule.destination().bucket().endsWith(":::" + to.name))
            .filter(rule -> key.startsWith(Rules.prefix(rule)))
            .anyMatch(rule -> content != null || Rules.replicatesDeleteMarkers(rule));
    if (taken) {
      to.change(key, content, lag.toNanos());
    }
  }

  private void change(String key, byte @Nullable [] content, long delay) {
    objects.put(key, new Change(ambient.nanoTime() + delay, content, objects.get(key)));
    versions++;
  }

  private byte @Nullable [] content(String key) {
    for (Change c = objects.get(key); c != null; c = c.before) {
      if (c.fromNanos <= ambient.nanoTime()) {
        return c.content;
      }
    }
    return null;
  }

  private String etag(byte[] content) {
    String md5 = HexFormat.of().formatHex(Checksums.md5().digest(content));
    boolean plain = encryption == null || encryption.equals("AES256");
    return '"' + (plain ? md5 : new StringBuilder(md5).reverse().toString()) + '"';
  }

  @Override
  public HeadObjectResponse headObject(HeadObjectRequest request) {
    enter("s3:GetObject");
    byte[] content = content(request.key());
    if (content == null) {
      throw error(404, "NoSuchKey");
    }
    return HeadObjectResponse.builder()
        .eTag(etag(content))
        .contentLength((long) content.length)
        .replicationStatus(replicationStatus)
        .build();
  }

  @Override
  public <R> R getObject(
      GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
    enter("s3:GetObject");
    byte[] content = content(request.key());
    if (content == null) {
      throw error(404, "NoSuchKey");
    }
    try {
      return transformer.transform(
          GetObjectResponse.builder()
              .eTag(etag(content))
              .contentLength((long) content.length)
              .build(),
          AbortableInputStream.create(new ByteArrayInputStream(content)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
    enter("s3:GetObjectTagging");
    return GetObjectTaggingResponse.builder().build();
  }

  @Override
  public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
    enter("s3:PutObject");
    return CreateMultipartUploadResponse.builder().uploadId("upload").build();
  }

  @Override
  public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
    enter("s3:AbortMultipartUpload");
    return AbortMultipartUploadResponse.builder().build();
  }

  @Override
  public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
    if (request.versionId() != null) {
      enter("s3:DeleteObjectVersion");
      versions = 0;
      return DeleteObjectResponse.builder().build();
    }
    enter("s3:DeleteObject");
    change(request.key(), null, 0);
    replicate(request.key(), null);
    return DeleteObjectResponse.builder().build();
  }

  @Override
  public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
    enter("s3:ListBucketVersions");
    List<ObjectVersion> all = new ArrayList<>();
    for (int i = 1; i <= versions; i++) {
      all.add(ObjectVersion.builder().key(request.prefix()).versionId("v" + i).build());
    }
    return ListObjectVersionsResponse.builder().versions(all).build();
  }
}
