package dev.etagere.failover.s3;

import dev.etagere.failover.s3.Shape.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Which field is what, by the names the service gives them. */
enum Roles {
  REQUEST {
    @Override
    @Nullable Role of(SdkField<?> field, int depth) {
      return depth == 0 ? ofRequest(field) : null;
    }
  },
  /** Its entries name versions and conditions of their own. */
  DELETE_OBJECTS {
    @Override
    @Nullable Role of(SdkField<?> field, int depth) {
      return depth == 2 ? ofEntry(field) : REQUEST.of(field, depth);
    }
  },
  RESPONSE {
    @Override
    @Nullable Role of(SdkField<?> field, int depth) {
      return switch (field.memberName()) {
        case "Bucket" -> depth == 0 ? Role.BUCKET : null;
        case "VersionId",
            "DeleteMarkerVersionId",
            "CopySourceVersionId",
            "ObjectVersionId",
            "VersionIdMarker",
            "NextVersionIdMarker" ->
            Role.VERSION;
        case "UploadId", "UploadIdMarker", "NextUploadIdMarker" -> Role.UPLOAD;
        case "ContinuationToken", "NextContinuationToken" -> Role.TOKEN;
        default -> null;
      };
    }
  };

  /** Of what is written. A condition on a copy's source only says what to copy. */
  private static final Set<String> CONDITIONS =
      Set.of(
          "If-Match",
          "If-None-Match",
          "If-Modified-Since",
          "If-Unmodified-Since",
          "x-amz-if-match-last-modified-time",
          "x-amz-if-match-size",
          "x-amz-object-if-match",
          "x-amz-rename-source-if-match",
          "x-amz-rename-source-if-none-match",
          "x-amz-rename-source-if-modified-since",
          "x-amz-rename-source-if-unmodified-since",
          "x-amz-write-offset-bytes");

  private static final Set<String> CONDITIONS_OF_AN_ENTRY =
      Set.of("ETag", "LastModifiedTime", "Size");

  /** Whether a header is one, in whatever case. */
  static boolean isCondition(String header) {
    return CONDITIONS.stream().anyMatch(header::equalsIgnoreCase);
  }

  static Roles of(Class<?> type) {
    if (type == DeleteObjectsRequest.class) {
      return DELETE_OBJECTS;
    }
    return S3Request.class.isAssignableFrom(type) ? REQUEST : RESPONSE;
  }

  /** What a field is; {@code null} if it belongs to no location. */
  abstract @Nullable Role of(SdkField<?> field, int depth);

  private static @Nullable Role ofRequest(SdkField<?> field) {
    String name = field.locationName();
    if (CONDITIONS.contains(name)) {
      return Role.CONDITION;
    }
    boolean path =
        field.location() == MarshallLocation.PATH
            || field.location() == MarshallLocation.GREEDY_PATH;
    return switch (name) {
      case "Bucket" -> path ? Role.BUCKET : null;
      case "Key" -> path ? Role.KEY : null;
      case "SourceBucket" -> Role.SOURCE_BUCKET;
      case "x-amz-copy-source" -> Role.COPY_SOURCE;
      case "versionId", "version-id-marker", "SourceVersionId" -> Role.VERSION;
      case "uploadId", "upload-id-marker" -> Role.UPLOAD;
      case "continuation-token" -> Role.TOKEN;
      default -> null;
    };
  }

  private static @Nullable Role ofEntry(SdkField<?> field) {
    if (field.locationName().equals("VersionId")) {
      return Role.VERSION;
    }
    return CONDITIONS_OF_AN_ENTRY.contains(field.locationName()) ? Role.CONDITION : null;
  }
}
