package dev.etagere.local.server.awssdk;

import dev.etagere.local.Headers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What a write wants kept beside the bytes. */
final class RequestHeaders {
  private static final String METADATA = "x-amz-meta-";

  private RequestHeaders() {}

  static Headers of(HttpServletRequest request) {
    return Headers.builder()
        .contentType(request.getHeader("Content-Type"))
        .cacheControl(request.getHeader("Cache-Control"))
        .contentDisposition(request.getHeader("Content-Disposition"))
        .contentEncoding(withoutChunked(request.getHeader("Content-Encoding")))
        .contentLanguage(request.getHeader("Content-Language"))
        .expires(request.getHeader("Expires"))
        .acl(acl(request.getHeader("x-amz-acl")))
        .storageClass(storageClass(request.getHeader("x-amz-storage-class")))
        .encryption(request.getHeader("x-amz-server-side-encryption"))
        .kmsKeyId(request.getHeader("x-amz-server-side-encryption-aws-kms-key-id"))
        .metadata(metadata(request))
        .build();
  }

  private static Map<String, String> metadata(HttpServletRequest request) {
    Map<String, String> metadata = new TreeMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(METADATA)) {
        String values = String.join(",", Collections.list(request.getHeaders(name)));
        metadata.put(lower.substring(METADATA.length()), values);
      }
    }
    return metadata;
  }

  /** How the body travelled is nothing to keep. */
  private static @Nullable String withoutChunked(@Nullable String encodings) {
    if (encodings == null) {
      return null;
    }
    String rest =
        Arrays.stream(encodings.split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty() && !each.equalsIgnoreCase("aws-chunked"))
            .collect(Collectors.joining(","));
    return rest.isEmpty() ? null : rest;
  }

  private static @Nullable String acl(@Nullable String name) {
    if (name != null && ObjectCannedACL.fromValue(name) == ObjectCannedACL.UNKNOWN_TO_SDK_VERSION) {
      throw S3Errors.of(400, "InvalidArgument", "there is no canned ACL '" + name + "'");
    }
    return name;
  }

  private static @Nullable String storageClass(@Nullable String name) {
    if (name == null || name.equals("STANDARD")) {
      return null;
    }
    if (StorageClass.fromValue(name) == StorageClass.UNKNOWN_TO_SDK_VERSION) {
      throw S3Errors.of(400, "InvalidStorageClass", "The storage class you specified is not valid");
    }
    return name;
  }
}
