package dev.etagere.local.server;

import dev.etagere.local.server.fault.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about, told apart in the order S3Proxy does it.
 *
 * @param operation what it asks for
 * @param bucket the bucket, or empty
 * @param key the key, or empty
 * @param virtualHost whether the bucket stands in the host name
 */
record Target(Operation operation, String bucket, String key, boolean virtualHost) {
  /** Hosts of this name's subdomains name buckets. */
  static final String HOST = "localhost";

  /**
   * Reads a request.
   *
   * @param path the path, still escaped
   * @param copySource the header {@code x-amz-copy-source}
   */
  static Target of(
      String method, @Nullable String host, String path, Query query, @Nullable String copySource) {
    String hosted = bucketIn(host);
    String rest = Paths.decode(path.startsWith("/") ? path.substring(1) : path);
    String whole = hosted == null ? rest : hosted + "/" + rest;
    int slash = whole.indexOf('/');
    String bucket = slash < 0 ? whole : whole.substring(0, slash);
    String key = slash < 0 ? "" : whole.substring(slash + 1);
    Operation operation =
        key.isEmpty()
            ? ofBucket(method, bucket, query)
            : ofObject(method, query, copySource != null);
    return new Target(operation, bucket, key, hosted != null);
  }

  private static @Nullable String bucketIn(@Nullable String host) {
    if (host == null) {
      return null;
    }
    int colon = host.lastIndexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    String suffix = "." + HOST;
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : null;
  }

  private static Operation ofBucket(String method, String bucket, Query query) {
    if (method.equals("POST") && query.has("delete")) {
      return Operation.DELETE_MANY;
    }
    if (!method.equals("GET") || bucket.isEmpty()) {
      return Operation.BUCKET;
    }
    if (query.has("uploads")) {
      return Operation.LIST_UPLOADS;
    }
    boolean aboutBucket =
        query.values().keySet().stream().anyMatch(name -> BucketSubresources.NAMES.contains(name));
    return aboutBucket ? Operation.BUCKET : Operation.LIST;
  }

  private static Operation ofObject(String method, Query query, boolean copy) {
    if (query.has("tagging")) {
      return Operation.OTHER;
    }
    boolean upload = query.has("uploadId");
    return switch (method) {
      case "GET" -> ofGet(query, upload);
      case "HEAD" -> Operation.HEAD;
      case "DELETE" -> upload ? Operation.ABORT : Operation.DELETE;
      case "POST" -> ofPost(query, upload);
      case "PUT" -> upload ? ofPart(copy) : ofPut(query, copy);
      default -> Operation.OTHER;
    };
  }

  private static Operation ofGet(Query query, boolean upload) {
    if (query.has("acl") || query.has("attributes")) {
      return Operation.OTHER;
    }
    return upload ? Operation.LIST_PARTS : Operation.GET;
  }

  private static Operation ofPost(Query query, boolean upload) {
    if (query.has("uploads")) {
      return Operation.CREATE_UPLOAD;
    }
    return upload ? Operation.COMPLETE : Operation.OTHER;
  }

  private static Operation ofPart(boolean copy) {
    return copy ? Operation.COPY_PART : Operation.UPLOAD_PART;
  }

  private static Operation ofPut(Query query, boolean copy) {
    if (copy) {
      return Operation.COPY;
    }
    return query.has("acl") ? Operation.OTHER : Operation.PUT;
  }
}
