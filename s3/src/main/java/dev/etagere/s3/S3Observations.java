package dev.etagere.s3;

import dev.etagere.core.probe.Observations;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** In which S3 services differ without harm: the store copes with each, but an operator may ask. */
final class S3Observations implements Observations {
  private final S3Client client;
  private final Bucket bucket;

  S3Observations(S3Client client, Bucket bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public List<String> observe(String prefix) {
    String key = bucket.key(prefix + "observed");
    List<String> notes = new ArrayList<>();
    String etag;
    try {
      etag =
          client
              .putObject(r -> r.bucket(bucket.name()).key(key), RequestBody.fromString("1"))
              .eTag();
    } catch (SdkException e) {
      return List.of(
          "how ETags are written in conditions could not be seen: "
              + Failure.of(e, "the service").words());
    }
    String bare = S3Version.unquoted(etag);
    notes.add("If-Match with the ETag in quotes: " + replace(key, "\"" + bare + "\""));
    notes.add("If-Match with the ETag without quotes: " + replace(key, bare));
    notes.add("If-Match on a missing key: " + replace(key + "-missing", "\"" + bare + "\""));
    return notes;
  }

  private String replace(String key, String condition) {
    try {
      client.putObject(
          r -> r.bucket(bucket.name()).key(key).ifMatch(condition), RequestBody.fromString("1"));
      return "accepted";
    } catch (S3Exception e) {
      String code = e.awsErrorDetails() == null ? "" : " " + e.awsErrorDetails().errorCode();
      return e.statusCode() + code;
    } catch (SdkException e) {
      return "no answer (" + e.getClass().getSimpleName() + ")";
    }
  }
}
