package dev.etagere.local.server.awssdk;

import dev.etagere.local.CopyRequest;
import dev.etagere.local.Deleted;
import dev.etagere.local.Headers;
import dev.etagere.local.If;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.ObjectFacts;
import dev.etagere.local.OpenedObject;
import dev.etagere.local.PutRequest;
import dev.etagere.local.Range;
import dev.etagere.local.ReadIf;
import dev.etagere.local.server.fault.Operation;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The engine as S3Proxy calls it. What S3Proxy would judge or drop comes from the request itself
 * ({@link Carried}); it gives the signature, the decoding of the body and its checksums, and the
 * shape of the answers. Safe for use by many threads.
 */
public final class EngineBlobStore implements BlobStore {
  private final LocalEngine engine;
  private final String region;
  private final Listings listings;
  private final Uploads uploads;
  private final BucketSettings settings;

  /** Over an engine, which stays the caller's to close. */
  public EngineBlobStore(LocalEngine engine, String region) {
    this.engine = engine;
    this.region = region;
    this.listings = new Listings(engine, region);
    this.uploads = new Uploads(engine);
    this.settings = new BucketSettings(engine);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    Carried carried = Carried.current();
    PutRequest put =
        PutRequest.of(carried.headers())
            .onlyIf(carried.writeIf())
            .withLength(request.contentLength())
            .withMd5(hex(request.contentMD5()));
    ObjectFacts facts = Calls.to(() -> engine.put(request.bucket(), request.key(), body, put));
    return PutObjectResponse.builder()
        .eTag(Views.quoted(facts.etag()))
        .versionId(facts.versionId())
        .serverSideEncryption(facts.headers().encryption())
        .ssekmsKeyId(facts.headers().kmsKeyId())
        .build();
  }

  static @Nullable String hex(@Nullable String base64) {
    return base64 == null ? null : HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    Carried carried = Carried.current();
    CopyRequest copy =
        CopyRequest.of(
                request.sourceBucket(),
                request.sourceKey(),
                request.destinationBucket(),
                request.destinationKey())
            .ofVersion(request.sourceVersionId())
            .onlyIfSource(carried.sourceIf())
            .onlyIf(carried.writeIf())
            .withHeaders(carried.copyHeaders());
    ObjectFacts facts = Calls.to(() -> engine.copy(copy));
    return SdkResponses.copyResponse(Views.quoted(facts.etag()), facts.lastModified()).toBuilder()
        .versionId(facts.versionId())
        .copySourceVersionId(request.sourceVersionId())
        .serverSideEncryption(facts.headers().encryption())
        .ssekmsKeyId(facts.headers().kmsKeyId())
        .build();
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    // S3Proxy also looks at objects for its own ends, where the request's condition has no place.
    Carried carried = Carried.current();
    ReadIf condition = carried.operation() == Operation.HEAD ? carried.readIf() : ReadIf.always();
    ObjectFacts facts =
        Calls.to(
            () -> engine.head(request.bucket(), request.key(), request.versionId(), condition));
    tellReplication(carried, facts);
    Integer part = carried.operation() == Operation.HEAD ? carried.partNumber() : null;
    if (part == null) {
      return Views.head(facts);
    }
    Range.Slice slice = Calls.to(() -> facts.part(part));
    carried.tellPart(Views.contentRange(facts, slice), facts.parts());
    return Views.head(facts).toBuilder().contentLength(slice.length()).build();
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    Carried carried = Carried.current();
    ReadIf condition = carried.readIf();
    Range range = Views.range(request.range());
    Integer part = carried.partNumber();
    OpenedObject object =
        Calls.to(
            () ->
                part == null
                    ? engine.get(
                        request.bucket(), request.key(), request.versionId(), condition, range)
                    : engine.getPart(
                        request.bucket(), request.key(), request.versionId(), condition, part));
    tellReplication(carried, object.facts());
    if (part != null) {
      carried.tellPart(Views.contentRange(object.facts(), object.slice()), object.facts().parts());
    }
    return SdkResponses.getResponse(Views.opened(object, range != null), object.body());
  }

  private static void tellReplication(Carried carried, ObjectFacts facts) {
    if (facts.replication() != null) {
      carried.tell("x-amz-replication-status", facts.replication().name());
    }
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    if (request.ifMatchSize() != null || request.ifMatchLastModifiedTime() != null) {
      throw S3Errors.of(
          501, "NotImplemented", "only directory buckets delete on condition of size or time");
    }
    Carried carried = Carried.current();
    // Of many objects each has its own condition, which S3Proxy read out of the body.
    If condition =
        carried.operation() == Operation.DELETE
            ? carried.writeIf()
            : Conditions.ofETag(request.ifMatch());
    Deleted deleted =
        Calls.to(
            () -> engine.delete(request.bucket(), request.key(), request.versionId(), condition));
    return DeleteObjectResponse.builder()
        .versionId(deleted.versionId())
        .deleteMarker(deleted.deleteMarker() ? true : null)
        .build();
  }

  @Override
  public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
    List<DeletedObject> deleted = new ArrayList<>();
    List<S3Error> errors = new ArrayList<>();
    requireBucket(request.bucket());
    for (ObjectIdentifier object : request.delete().objects()) {
      try {
        DeleteObjectResponse one = removeBlob(request.bucket(), object.key(), object.versionId());
        deleted.add(Views.deleted(object, one));
      } catch (AwsServiceException e) {
        errors.add(
            S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(e.awsErrorDetails().errorCode())
                .message(e.awsErrorDetails().errorMessage())
                .build());
      }
    }
    return DeleteObjectsResponse.builder().deleted(deleted).errors(errors).build();
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    return listings.v2(request);
  }

  @Override
  public ListObjectsResponse listV1(ListObjectsRequest request) {
    return listings.v1(request, Carried.current());
  }

  @Override
  public ListBucketsResponse list() {
    List<Bucket> all =
        Calls.to(engine::buckets).stream()
            .map(bucket -> SdkResponses.bucket(bucket.name(), bucket.created()))
            .toList();
    return ListBucketsResponse.builder().buckets(all).build();
  }

  private void requireBucket(String name) {
    if (Calls.to(() -> engine.bucket(name)).isEmpty()) {
      throw Listings.noSuchBucket(name);
    }
  }

  @Override
  public HeadBucketResponse headBucket(HeadBucketRequest request) {
    requireBucket(request.bucket());
    return HeadBucketResponse.builder().bucketRegion(region).build();
  }

  @Override
  public CreateBucketResponse createContainer(CreateBucketRequest request) {
    if (!Calls.to(() -> engine.createBucket(request.bucket()))) {
      throw S3Errors.of(
          409,
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    return CreateBucketResponse.builder().build();
  }

  @Override
  public void deleteBucket(String name) {
    Calls.to(
        () -> {
          engine.deleteBucket(name);
          return name;
        });
  }

  @Override
  public BucketCannedACL getContainerAccess(String name) {
    requireBucket(name);
    return BucketCannedACL.PRIVATE;
  }

  @Override
  public void setContainerAccess(String name, BucketCannedACL access) {
    throw noAcls();
  }

  @Override
  public ObjectCannedACL getBlobAccess(String bucket, String key) {
    Headers headers = Calls.to(() -> engine.head(bucket, key, ReadIf.always())).headers();
    return headers.acl() == null
        ? ObjectCannedACL.PRIVATE
        : ObjectCannedACL.fromValue(headers.acl());
  }

  @Override
  public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
    throw noAcls();
  }

  private static AwsServiceException noAcls() {
    return S3Errors.of(
        501, "NotImplemented", "an ACL is set as an object is written, and not later");
  }

  /** True; also, CompleteMultipartUpload is done then when its 200 goes out. */
  @Override
  public boolean supportsVersioning() {
    return true;
  }

  /** All that is asked of a bucket's settings comes by here, see {@link BucketSettings}. */
  @Override
  public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
    throw settings.answer(request.bucket(), Carried.current());
  }

  /** True: the kind is kept and told, though nothing is encrypted. */
  @Override
  public boolean supportsServerSideEncryption() {
    return true;
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    return uploads.create(request, Carried.current());
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) {
    uploads.abort(upload);
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    return uploads.complete(upload, request, Carried.current());
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream body) {
    return uploads.put(upload, request, body);
  }

  @Override
  public boolean supportsCopyMultipartPart() {
    return true;
  }

  @Override
  public UploadPartCopyResponse copyMultipartPart(
      MultipartUpload upload, UploadPartCopyRequest request) {
    return uploads.copy(upload, request, Carried.current());
  }

  @Override
  public List<Part> listMultipartUpload(MultipartUpload upload) {
    return uploads.parts(upload, Carried.current());
  }

  @Override
  public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
      String bucket) {
    throw listings.uploads(bucket, Carried.current());
  }

  @Override
  public long getMinimumMultipartPartSize() {
    return 5L << 20;
  }
}
