package dev.etagere.replication;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/** A client of the local S3 with what that does not have: as AWS does it, and as tests want it. */
final class Twisted extends DelegatingS3Client {
  /** Sizes of parts, told when asked for by number; of other keys nothing is told. */
  final Map<String, List<Long>> parts = new ConcurrentHashMap<>();

  /** Keys with a delete marker on top. */
  final Set<String> markers = ConcurrentHashMap.newKeySet();

  final Map<String, List<Tag>> tags = new ConcurrentHashMap<>();

  /** Keys that are archived. */
  final Set<String> archived = ConcurrentHashMap.newKeySet();

  boolean tagsForbidden;
  boolean kms;
  @Nullable ReplicationConfiguration replication;
  Consumer<PutObjectRequest> beforePut = put -> {};
  Consumer<PutObjectRequest> puts = put -> {};

  Twisted(S3Client client) {
    super(client);
  }

  @Override
  public HeadObjectResponse headObject(HeadObjectRequest request) {
    if (markers.contains(request.key())) {
      throw NoSuchKeyException.builder()
          .statusCode(404)
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .errorCode("NoSuchKey")
                  .sdkHttpResponse(
                      SdkHttpResponse.builder()
                          .statusCode(404)
                          .putHeader("x-amz-delete-marker", "true")
                          .build())
                  .build())
          .build();
    }
    List<Long> sizes = parts.get(request.key());
    // As a service that does not know part numbers, and shows the whole.
    HeadObjectResponse head = super.headObject(request.toBuilder().partNumber(null).build());
    if (request.partNumber() != null && sizes != null) {
      head =
          head.toBuilder()
              .partsCount(sizes.size())
              .contentLength(sizes.get(request.partNumber() - 1))
              .build();
    }
    return kms
        ? head.toBuilder()
            .eTag(twisted(head.eTag()))
            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
            .build()
        : head;
  }

  @Override
  public <R> R getObject(
      GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
    var plain =
        kms && request.ifMatch() != null
            ? request.toBuilder().ifMatch(twisted(request.ifMatch())).build()
            : request;
    List<Tag> set = tags.get(request.key());
    return super.getObject(
        plain,
        new ResponseTransformer<GetObjectResponse, R>() {
          @Override
          public R transform(GetObjectResponse response, AbortableInputStream body)
              throws Exception {
            var told = set == null ? response : response.toBuilder().tagCount(set.size()).build();
            return transformer.transform(kms ? encrypted(told) : told, body);
          }

          @Override
          public boolean needsConnectionLeftOpen() {
            return transformer.needsConnectionLeftOpen();
          }
        });
  }

  private static GetObjectResponse encrypted(GetObjectResponse response) {
    return response.toBuilder()
        .eTag(twisted(response.eTag()))
        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
        .build();
  }

  @Override
  public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
    if (tagsForbidden) {
      throw S3Exception.builder()
          .statusCode(403)
          .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDenied").build())
          .build();
    }
    return GetObjectTaggingResponse.builder()
        .tagSet(tags.getOrDefault(request.key(), List.of()))
        .build();
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    beforePut.accept(request);
    puts.accept(request);
    // The local S3 has no tags.
    var sent = request.toBuilder().tagging((String) null);
    if (kms && request.ifMatch() != null) {
      sent.ifMatch(twisted(request.ifMatch()));
    }
    PutObjectResponse put = super.putObject(sent.build(), body);
    return kms
        ? put.toBuilder()
            .eTag(twisted(put.eTag()))
            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
            .build()
        : put;
  }

  @Override
  public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
    ListObjectsV2Response listed = super.listObjectsV2(request);
    return listed.toBuilder()
        .contents(
            listed.contents().stream()
                .map(
                    o ->
                        o.toBuilder()
                            .eTag(kms ? twisted(o.eTag()) : o.eTag())
                            .storageClass(
                                archived.contains(o.key()) ? "GLACIER" : o.storageClassAsString())
                            .build())
                .toList())
        .build();
  }

  @Override
  public GetBucketReplicationResponse getBucketReplication(GetBucketReplicationRequest request) {
    if (replication == null) {
      throw S3Exception.builder()
          .statusCode(404)
          .awsErrorDetails(
              AwsErrorDetails.builder().errorCode("ReplicationConfigurationNotFoundError").build())
          .build();
    }
    return GetBucketReplicationResponse.builder().replicationConfiguration(replication).build();
  }

  @Override
  public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
    return GetBucketVersioningResponse.builder()
        .status(markers.isEmpty() ? null : "Enabled")
        .build();
  }

  /** Its own inverse; keeps the quotes and the number of parts. */
  private static String twisted(String etag) {
    String bare = etag.replace("\"", "");
    int dash = bare.indexOf('-');
    String digest = dash < 0 ? bare : bare.substring(0, dash);
    String rest = dash < 0 ? "" : bare.substring(dash);
    return "\"" + new StringBuilder(digest).reverse() + rest + "\"";
  }
}
