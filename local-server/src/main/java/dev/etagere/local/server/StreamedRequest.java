package dev.etagere.local.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signed upload whose signature covers the hash of its body, shown as if the signature stood in
 * the URL. S3Proxy would read such a body into memory before it looks at the signature; of a
 * presigned URL it verifies the signature first and the signed hash as the body streams by. The
 * hash is the same, and so is what is signed.
 */
final class StreamedRequest extends CanonicalRequest {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256\\s+Credential=([^,\\s]+)\\s*,"
              + "\\s*SignedHeaders=([^,\\s]+)\\s*,\\s*Signature=([0-9a-f]+)\\s*");
  private static final String HEADER = "authorization";
  private static final String HASH = "x-amz-content-sha256";

  private final Map<String, String> moved;

  private StreamedRequest(CanonicalRequest request, Query query, Matcher authorization) {
    super(request, request.getRequestURI(), query);
    this.moved =
        Map.of(
            "X-Amz-Algorithm",
            "AWS4-HMAC-SHA256",
            "X-Amz-Credential",
            authorization.group(1),
            "X-Amz-SignedHeaders",
            authorization.group(2),
            "X-Amz-Signature",
            authorization.group(3));
  }

  /** The request in that form, if it is such an upload; else as it is. */
  static CanonicalRequest of(CanonicalRequest request, Query query) {
    String hash = request.getHeader(HASH);
    String header = request.getHeader(HEADER);
    if (hash == null || header == null || request.getContentLengthLong() <= 0) {
      return request;
    }
    Matcher authorization = AUTHORIZATION.matcher(header);
    boolean hashed =
        SHA256.matcher(hash).matches()
            && authorization.matches()
            && (";" + authorization.group(2) + ";").contains(";" + HASH + ";");
    return hashed ? new StreamedRequest(request, query, authorization) : request;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return name.equalsIgnoreCase(HEADER) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return name.toLowerCase(Locale.ROOT).equals(HEADER)
        ? Collections.emptyEnumeration()
        : super.getHeaders(name);
  }

  @Override
  public @Nullable String getParameter(String name) {
    String value = moved.get(name);
    return value == null ? super.getParameter(name) : value;
  }

  static boolean isUpload(HttpServletRequest request, Target target) {
    return request.getMethod().equals("PUT")
        && !target.key().isEmpty()
        && request.getHeader("x-amz-copy-source") == null;
  }
}
