package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.server.awssdk.S3Errors;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what S3Proxy would let pass: requests without a signature, of another region, too old.
 */
final class Doorman {
  private static final Pattern REGION =
      Pattern.compile("[^/\\s]+/\\d{8}/([^/]+)/[^/]+/aws4_request");
  private static final Duration MOST_SKEW = Duration.ofMinutes(15);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final String region;
  private final Ambient ambient;

  Doorman(String region, Ambient ambient) {
    this.region = region;
    this.ambient = ambient;
  }

  void check(HttpServletRequest request, Query query) {
    String header = request.getHeader("Authorization");
    boolean presigned = query.has("X-Amz-Algorithm");
    boolean signed = presigned || (header != null && header.startsWith("AWS4-"));
    // To S3 a preflight needs no signature; it has no business here.
    if (!signed || request.getMethod().equals("OPTIONS")) {
      throw S3Errors.of(403, "AccessDenied", "Access Denied: the request is not signed (SigV4)");
    }
    if (presigned && header != null) {
      throw S3Errors.of(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    refuseTokens(request, query);
    refuseCustomerKeys(request);
    checkRegion(presigned ? query.get("X-Amz-Credential") : header);
    if (presigned) {
      checkLife(query);
    } else {
      checkAge(request.getHeader("x-amz-date"));
    }
  }

  /** S3Proxy would create or delete the bucket itself, and leave the parameter unread. */
  static void checkSubresource(String method, Target target, Query query) {
    boolean changes = method.equals("PUT") || method.equals("DELETE");
    if (!changes || !target.key().isEmpty() || BucketSubresources.asksForOneOfTheStore(query)) {
      return;
    }
    for (String name : query.values().keySet()) {
      boolean known = method.equals("PUT") && name.equals("acl");
      if (BucketSubresources.NAMES.contains(name) && !known) {
        throw S3Errors.of(501, "NotImplemented", method + " of a bucket's '" + name + "'");
      }
    }
  }

  /** There are no temporary credentials here. */
  private static void refuseTokens(HttpServletRequest request, Query query) {
    if (request.getHeader("x-amz-security-token") != null || query.has("X-Amz-Security-Token")) {
      throw S3Errors.of(
          403, "InvalidToken", "The provided token is malformed or otherwise invalid.");
    }
  }

  /** A URL that does not say when it ends would never end. */
  private static void checkLife(Query query) {
    if (query.get("X-Amz-Date") == null || query.get("X-Amz-Expires") == null) {
      throw S3Errors.of(
          400,
          "AuthorizationQueryParametersError",
          "a presigned URL needs X-Amz-Date and X-Amz-Expires");
    }
  }

  /** They would promise an encryption that does not happen. */
  private static void refuseCustomerKeys(HttpServletRequest request) {
    if (request.getHeader("x-amz-server-side-encryption-customer-algorithm") != null
        || request.getHeader("x-amz-copy-source-server-side-encryption-customer-algorithm")
            != null) {
      throw S3Errors.of(501, "NotImplemented", "encryption with a key of the customer's (SSE-C)");
    }
  }

  private void checkRegion(@Nullable String scope) {
    Matcher matcher = REGION.matcher(scope == null ? "" : scope);
    if (matcher.find() && !matcher.group(1).equals(region)) {
      throw S3Errors.of(
          400,
          "AuthorizationHeaderMalformed",
          "The authorization header is malformed; the region '"
              + matcher.group(1)
              + "' is wrong; expecting '"
              + region
              + "'");
    }
  }

  private void checkAge(@Nullable String date) {
    try {
      Instant sent = LocalDateTime.parse(date == null ? "" : date, DATE).toInstant(ZoneOffset.UTC);
      if (Duration.between(sent, ambient.now()).abs().compareTo(MOST_SKEW) > 0) {
        throw S3Errors.of(
            403,
            "RequestTimeTooSkewed",
            "The difference between the request time and the server's time is too large.");
      }
    } catch (DateTimeException e) {
      throw S3Errors.of(403, "AccessDenied", "a signed request needs a valid x-amz-date");
    }
  }
}
