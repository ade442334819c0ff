package dev.etagere.local.server.awssdk;

import dev.etagere.local.EngineException;
import dev.etagere.local.ErrorCode;
import dev.etagere.local.ObjectFacts;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Errors as S3Proxy knows them: those of the SDK. */
public final class S3Errors {
  private S3Errors() {}

  /** An error by its HTTP status and S3 code. */
  public static S3Exception of(int status, String code, String message) {
    return fill(S3Exception.builder(), status, code, message, Map.of(), null);
  }

  static S3Exception of(EngineException e) {
    int status = e.code().status();
    String code = e.code().code();
    String message = String.valueOf(e.getMessage());
    // S3Proxy looks for these two by their type.
    S3Exception.Builder builder =
        switch (e.code()) {
          case NO_SUCH_KEY -> NoSuchKeyException.builder();
          case NO_SUCH_BUCKET -> NoSuchBucketException.builder();
          default -> S3Exception.builder();
        };
    return fill(builder, status, code, message, headers(e), e);
  }

  private static Map<String, String> headers(EngineException e) {
    ObjectFacts current = e.current();
    if (current == null) {
      return Map.of();
    }
    if (e.code() == ErrorCode.NOT_MODIFIED) {
      // What the client does not have is told by the ETag of what there is.
      return Map.of("ETag", '"' + current.etag() + '"');
    }
    return current.deleteMarker() ? headersOfMarker(e.code(), current) : Map.of();
  }

  private static Map<String, String> headersOfMarker(ErrorCode code, ObjectFacts marker) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("x-amz-delete-marker", "true");
    headers.put("x-amz-version-id", String.valueOf(marker.versionId()));
    if (code == ErrorCode.METHOD_NOT_ALLOWED) {
      headers.put("Allow", "DELETE");
      headers.put(
          "Last-Modified",
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              marker.lastModified().atOffset(ZoneOffset.UTC)));
    }
    return headers;
  }

  private static S3Exception fill(
      S3Exception.Builder builder,
      int status,
      String code,
      String message,
      Map<String, String> headers,
      @Nullable Throwable cause) {
    SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(status);
    headers.forEach(response::putHeader);
    return (S3Exception)
        builder
            .message(message)
            .statusCode(status)
            .cause(cause)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode(code)
                    .errorMessage(message)
                    .sdkHttpResponse(response.build())
                    .build())
            .build();
  }
}
