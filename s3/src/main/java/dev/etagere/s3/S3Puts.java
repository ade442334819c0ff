package dev.etagere.s3;

import dev.etagere.core.Content;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Stamp;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Writes an object in one piece. */
final class S3Puts {
  private final S3Requests requests;
  private final S3Reads reads;
  private final Etags etags;
  private final Bucket bucket;

  S3Puts(S3Requests requests, S3Reads reads, Etags etags, Bucket bucket) {
    this.requests = requests;
    this.reads = reads;
    this.etags = etags;
    this.bucket = bucket;
  }

  Version put(
      String key,
      Content content,
      byte[] bytes,
      Precondition precondition,
      String writeId,
      boolean callerLooks,
      Deadline deadline) {
    Kept kept = Kept.of(content);
    byte[] md5 = Checksums.md5().digest(bytes);
    String checksum = Checksums.crc32c(bytes);
    S3Write write =
        new S3Write(
            requests,
            reads,
            etags,
            key,
            "write of '" + key + "'",
            precondition,
            writeId,
            () -> true,
            deadline);
    if (callerLooks) {
      write.callerLooks();
    }
    return write.run(
        Checksums.etag(md5),
        bytes.length,
        false,
        (guard, override) -> {
          Stamp stamp = new Stamp(write.lineage(), checksum, 0);
          PutObjectRequest request = request(key, kept, stamp, md5, guard, override);
          return required(
              requests.remember(requests.client().putObject(request, body(bytes))).eTag());
        });
  }

  private PutObjectRequest request(
      String key,
      Kept kept,
      Stamp stamp,
      byte[] md5,
      Precondition guard,
      AwsRequestOverrideConfiguration override) {
    PutObjectRequest.Builder put =
        kept.put(stamp)
            .bucket(bucket.name())
            .key(bucket.key(key))
            .contentMD5(Base64.getEncoder().encodeToString(md5))
            .overrideConfiguration(kept.on(override));
    if (guard instanceof Precondition.Matches matches) {
      put.ifMatch(etags.condition(matches.version()));
    } else if (guard instanceof Precondition.Absent) {
      put.ifNoneMatch("*");
    }
    return put.build();
  }

  /** Not the SDK's own, which copies the array. */
  private static RequestBody body(byte[] bytes) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes), bytes.length, "application/octet-stream");
  }

  /**
   * S3 answers each PUT with an ETag; what answers without one did not store anything we know of.
   */
  static String required(@Nullable String etag) {
    String token = token(etag);
    if (token == null) {
      throw SdkClientException.create("the answer has no ETag");
    }
    return token;
  }

  /** Ceph 16 completes an upload with an empty ETag. */
  static @Nullable String token(@Nullable String etag) {
    return etag == null || etag.isEmpty() ? null : S3Version.unquoted(etag);
  }
}
