package dev.etagere.failover.s3;

import dev.etagere.failover.s3.Shape.Role;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * A request of the caller's, and how it reads at each location: with its bucket, and with the ids
 * as they are known there. Names what ties it to one location.
 */
final class Plan {
  private static final Set<String> LONG =
      Set.of(
          "CopyObject",
          "UploadPartCopy",
          "CompleteMultipartUpload",
          "DeleteObjects",
          "RenameObject",
          "RestoreObject",
          "SelectObjectContent");

  private final Names names;
  private final String operation;
  private final S3Request request;
  private final Shape shape;
  private final @Nullable ListToken token;
  private String key = "";
  private @Nullable String pinned;
  private String pinnedBy = "";
  private boolean conditional;

  /**
   * What the client's locations are called.
   *
   * @param bucket the name callers use
   * @param locations the locations, the primary first
   */
  record Names(String bucket, List<String> locations) {}

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if it names another bucket, an id of no location, or ids of
   *     two
   */
  Plan(Names names, S3Request request) {
    this.names = names;
    this.request = request;
    String type = request.getClass().getSimpleName();
    this.operation = type.substring(0, type.length() - "Request".length());
    this.shape = Shape.of(request);
    this.token =
        request instanceof ListObjectsV2Request list && list.continuationToken() != null
            ? ListToken.read(list.continuationToken(), names.locations)
            : null;
    shape.change(
        request,
        (role, value) -> {
          read(role, value);
          return value;
        });
    conditional |=
        !isRead() && request.overrideConfiguration().filter(Plan::conditions).isPresent();
  }

  /** Headers a caller adds by hand are conditions as much as a field is. */
  private static boolean conditions(RequestOverrideConfiguration own) {
    return own.headers().keySet().stream().anyMatch(Roles::isCondition);
  }

  private void read(Role role, Object value) {
    switch (role) {
      case KEY -> key = (String) value;
      case BUCKET, SOURCE_BUCKET -> requireOurs((String) value);
      case COPY_SOURCE -> readSource((String) value);
      case CONDITION -> conditional |= !isRead();
      case VERSION -> readVersion((String) value);
      case UPLOAD -> pin("upload id", (String) value);
      case TOKEN -> {
        if (token == null) {
          pin("continuation token", (String) value);
        }
      }
    }
  }

  private void requireOurs(String bucket) {
    if (!bucket.equals(names.bucket)) {
      throw new IllegalArgumentException(
          "bucket '"
              + bucket
              + "' is none of this client's: it serves '"
              + names.bucket
              + "' only, over the locations "
              + names.locations);
    }
  }

  private void readSource(String source) {
    CopySource read = CopySource.read(source);
    requireOurs(read.bucket());
    if (read.version() != null) {
      readVersion(read.version());
    }
  }

  /** The version called null is the one without an id, and every location has its own. */
  private void readVersion(String version) {
    if (!version.isEmpty() && !version.equals("null")) {
      pin("version id", version);
    }
  }

  private void pin(String what, String given) {
    if (given.isEmpty()) {
      return;
    }
    String location = Tags.read(what, given, names.locations).location();
    if (pinned != null && !pinned.equals(location)) {
      throw new IllegalArgumentException(
          operation
              + " names ids of two locations, '"
              + pinned
              + "' and '"
              + location
              + "'; send one request for each");
    }
    pinned = location;
    pinnedBy = what;
  }

  String operation() {
    return operation;
  }

  String key() {
    return key;
  }

  S3Request request() {
    return request;
  }

  /** The one location it can go to; {@code null} if that does not matter. */
  @Nullable String pinned() {
    return pinned;
  }

  /** What ties it to one location, in words. */
  String pinnedBy() {
    return pinnedBy;
  }

  /** Whether it is a write under a condition on what it writes. */
  boolean conditional() {
    return conditional;
  }

  boolean isRead() {
    return operation.startsWith("Get")
        || operation.startsWith("Head")
        || operation.startsWith("List")
        || operation.startsWith("Select");
  }

  /** Whether the service may think about it for long before it answers. */
  boolean isLong() {
    return LONG.contains(operation);
  }

  boolean readsAnObject() {
    return request instanceof GetObjectRequest || request instanceof HeadObjectRequest;
  }

  /** As it reads at a location. A request is copied once at the most: that is what costs. */
  S3Request at(Place<?> place, @Nullable AwsRequestOverrideConfiguration over) {
    S3Request there =
        shape.change(
            request,
            over == null ? null : request.toBuilder().overrideConfiguration(over),
            (role, value) ->
                switch (role) {
                  case BUCKET, SOURCE_BUCKET -> same(value, place.bucket());
                  case COPY_SOURCE -> CopySource.read((String) value).at(place.bucket());
                  case VERSION, UPLOAD -> stripped((String) value);
                  case TOKEN -> token == null ? stripped((String) value) : value;
                  case KEY, CONDITION -> value;
                });
    return token == null ? there : Pages.goOn((ListObjectsV2Request) there, token, place.name());
  }

  private Object stripped(String id) {
    return id.isEmpty() || id.equals("null") ? id : Tags.read("id", id, names.locations).id();
  }

  private static Object same(Object value, String other) {
    return value.equals(other) ? value : other;
  }

  /** A response as the caller sees it: with his bucket, and with ids that say where they belong. */
  @SuppressWarnings("unchecked") // each branch gives what it was given
  <R> R back(R response, Place<?> place) {
    R seen = response;
    if (response instanceof ListObjectsV2Response page) {
      return (R) Pages.seen(page, (ListObjectsV2Request) request, token, place, names.bucket);
    } else if (response instanceof ListObjectVersionsResponse page) {
      seen = (R) Pages.wholeKeys(page).toBuilder().name(names.bucket).build();
    } else if (response instanceof ListMultipartUploadsResponse page) {
      seen = (R) Pages.wholeKeys(page);
    } else if (response instanceof ListObjectsResponse page) {
      seen = (R) Pages.seen(page, names.bucket);
    } else if (response instanceof ListBucketsResponse page) {
      seen = (R) Pages.seen(page, place.bucket(), names.bucket);
    }
    return seen instanceof software.amazon.awssdk.core.SdkPojo pojo
        ? (R) Shape.of(pojo).change(pojo, (role, value) -> back(role, (String) value, place))
        : seen;
  }

  private Object back(Role role, String value, Place<?> place) {
    return switch (role) {
      case BUCKET -> value.equals(place.bucket()) ? same(value, names.bucket) : value;
      case VERSION ->
          value.isEmpty() || value.equals("null") ? value : Tags.tag(place.name(), value);
      case UPLOAD, TOKEN -> value.isEmpty() ? value : Tags.tag(place.name(), value);
      default -> value;
    };
  }
}
