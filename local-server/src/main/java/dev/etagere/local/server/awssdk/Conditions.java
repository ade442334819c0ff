package dev.etagere.local.server.awssdk;

import dev.etagere.local.If;
import dev.etagere.local.ReadIf;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions as they stand in headers. */
final class Conditions {
  private Conditions() {}

  /** Of a write: {@code If-Match} with an ETag or {@code *}, or {@code If-None-Match: *}. */
  static If ofWrite(HttpServletRequest request) {
    String match = request.getHeader("If-Match");
    String noneMatch = request.getHeader("If-None-Match");
    if (noneMatch == null) {
      return ofETag(match);
    }
    if (match != null || !noneMatch.strip().equals("*")) {
      throw S3Errors.of(
          501,
          "NotImplemented",
          "A header you provided implies functionality that is not implemented: a write takes"
              + " If-Match, or If-None-Match with '*'");
    }
    return If.absent();
  }

  /** On one ETag, or none. */
  static If ofETag(@Nullable String etag) {
    return etag == null ? If.none() : If.matches(etags(etag).toArray(String[]::new));
  }

  /** Of a read, or of the source of a copy with its prefix. */
  static ReadIf ofRead(HttpServletRequest request, String prefix) {
    String match = request.getHeader(prefix + "if-match");
    String noneMatch = request.getHeader(prefix + "if-none-match");
    return new ReadIf(
        match == null ? null : etags(match),
        noneMatch == null ? null : etags(noneMatch),
        date(request, prefix + "if-modified-since"),
        date(request, prefix + "if-unmodified-since"));
  }

  private static List<String> etags(String header) {
    return Arrays.stream(header.split(",", -1)).map(Conditions::bare).toList();
  }

  private static String bare(String etag) {
    String text = etag.strip();
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** A date nobody can read is no condition, as HTTP has it. */
  private static @Nullable Instant date(HttpServletRequest request, String name) {
    try {
      long millis = request.getDateHeader(name);
      return millis < 0 ? null : Instant.ofEpochMilli(millis);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
