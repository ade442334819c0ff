package dev.etagere.s3;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A request that failed, and what that means.
 *
 * @param meaning what it says about the write or read
 * @param words the service's error code, or what went wrong underneath; no content, no credentials
 * @param cause the SDK's exception
 */
record Failure(Meaning meaning, String words, SdkException cause) {
  private static final Map<String, Meaning> TABLE = table();
  private static final String ELSEWHERE = "status 400 from a bucket in ";

  static Failure of(SdkException e) {
    return e instanceof AwsServiceException answered ? answered(answered) : unanswered(e);
  }

  /** The code decides, not the status alone: a failure may even come inside a 200. */
  private static Failure answered(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    String region = e.statusCode() == 400 && (code == null || code.isBlank()) ? region(e) : null;
    if (region != null) {
      return new Failure(Meaning.ACCESS, ELSEWHERE + region, e);
    }
    Meaning known = code == null ? null : TABLE.get(code);
    Meaning meaning = known == null ? byStatus(e.statusCode()) : known;
    String words = code == null || code.isBlank() ? "status " + e.statusCode() : code;
    return new Failure(meaning, words, e);
  }

  /**
   * The answer to a HEAD has no body for a code; with a region that is wrong S3 names the right
   * one.
   */
  private static @Nullable String region(AwsServiceException e) {
    SdkHttpResponse response =
        e.awsErrorDetails() == null ? null : e.awsErrorDetails().sdkHttpResponse();
    return response == null
        ? null
        : response.firstMatchingHeader("x-amz-bucket-region").orElse(null);
  }

  private static Meaning byStatus(int status) {
    return switch (status) {
      case 304 -> Meaning.UNCHANGED;
      case 301, 307, 401, 403 -> Meaning.ACCESS;
      case 404 -> Meaning.ABSENT;
      case 405, 411, 501 -> Meaning.UNSUPPORTED;
      case 408, 409 -> Meaning.AGAIN;
      case 412 -> Meaning.CONDITION;
      case 413 -> Meaning.TOO_LARGE;
      case 416 -> Meaning.OUT_OF_RANGE;
      // What nobody has named is taken for possibly applied.
      default ->
          status >= 400 && status < 500 && status != 429 ? Meaning.UNSUPPORTED : Meaning.PERHAPS;
    };
  }

  private static Failure unanswered(SdkException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String type = t.getClass().getSimpleName();
      switch (type) {
        case "UnknownHostException",
            "ConnectException",
            "HttpHostConnectException",
            "NoRouteToHostException",
            "ConnectTimeoutException",
            "ConnectionRequestTimeoutException",
            "ConnectionPoolTimeoutException",
            "SSLHandshakeException" -> {
          return new Failure(Meaning.NOT_SENT, type, e);
        }
        default -> {
          String message = t.getMessage();
          if (message != null && message.startsWith("Unable to load credentials")) {
            return new Failure(Meaning.ACCESS, "no credentials found", e);
          }
        }
      }
    }
    return new Failure(Meaning.PERHAPS, rootName(e), e);
  }

  private static String rootName(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  /** The exception for a failure that ends a call with nothing applied. */
  StoreException toException(@Nullable String key, String what, String location) {
    String begin = what + " at " + location + ": " + words;
    return switch (meaning) {
      case ACCESS -> new AccessException(key, begin + "; " + remedy(), cause);
      case UNSUPPORTED, TOO_LARGE ->
          new UnsupportedException(
              key, begin + "; the location refuses this request, nothing was changed", cause);
      case ABSENT -> new AbsentException(key, begin + "; there is no such object", cause);
      default ->
          new UnavailableException(key, begin + "; nothing was changed, try again later", cause);
    };
  }

  private String remedy() {
    if (words.startsWith(ELSEWHERE)) {
      return "correct the region of the location, or the credentials if it is right";
    }
    return switch (words) {
      case "NoSuchBucket" -> "the bucket does not exist there; create it, or correct the location";
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "TokenRefreshRequired",
          "no credentials found" ->
          "give valid credentials by environment, profile or client";
      case "RequestTimeTooSkewed" -> "set this machine's clock";
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "TemporaryRedirect",
          "Redirect",
          "IllegalLocationConstraintException",
          "status 301" ->
          "the bucket is in another region; correct the region of the location";
      default -> "these credentials may not do this; correct the policy or the credentials";
    };
  }

  /** The checked-in table, code to meaning. */
  static Map<String, Meaning> table() {
    try (var in = Failure.class.getResourceAsStream("errors.tsv")) {
      if (in == null) {
        throw new IllegalStateException("errors.tsv is missing from the jar");
      }
      Map<String, Meaning> table = new TreeMap<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] columns = line.strip().split("\t", -1);
          table.put(columns[0], Meaning.named(columns[1]));
        }
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
