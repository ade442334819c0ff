package dev.etagere.s3;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
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
  private static final String NO_CREDENTIALS = "no credentials found";
  private static final String NO_TLS = "no trusted TLS connection to ";
  private static final String REFUSED = "the SDK does not send this: ";
  private static final int LONGEST_CHAIN = 32;

  /** By name, since each HTTP client has its own. */
  private static final Set<String> NOT_CONNECTED =
      Set.of(
          "UnknownHostException",
          "ConnectException",
          "HttpHostConnectException",
          "NoRouteToHostException",
          "ConnectTimeoutException",
          "ConnectionRequestTimeoutException",
          "ConnectionPoolTimeoutException",
          "SSLHandshakeException");

  /**
   * What a failure means.
   *
   * @param endpoint where the request went, for the words of what was not answered
   */
  static Failure of(SdkException e, String endpoint) {
    if (e instanceof Sent.Never never) {
      return unsent(never.why(), endpoint);
    }
    return e instanceof AwsServiceException answered ? answered(answered) : unanswered(e, endpoint);
  }

  /** Whether it is a refusal that does not say why, in its code or by naming another region. */
  static boolean isMute(AwsServiceException e) {
    return isCodeless(e) && region(e) == null;
  }

  private static boolean isCodeless(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return e.statusCode() == 400 && (code == null || code.isBlank());
  }

  /** The code decides, not the status alone: a failure may even come inside a 200. */
  private static Failure answered(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    String region = isCodeless(e) ? region(e) : null;
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

  private static Failure unanswered(SdkException e, String endpoint) {
    List<Throwable> chain = chain(e);
    for (Throwable t : chain) {
      if (neverTrusted(t)) {
        String why = t.getClass().getSimpleName();
        return new Failure(Meaning.ACCESS, NO_TLS + endpoint + " (" + why + ")", e);
      }
    }
    for (Throwable t : chain) {
      String type = t.getClass().getSimpleName();
      if (NOT_CONNECTED.contains(type)) {
        return new Failure(Meaning.NOT_SENT, type + ", no connection to " + endpoint, e);
      }
      if (noCredentials(t)) {
        return new Failure(Meaning.ACCESS, NO_CREDENTIALS, e);
      }
    }
    return new Failure(Meaning.PERHAPS, rootName(e) + " from " + endpoint, e);
  }

  /** Waiting mends neither a certificate nor a port without TLS; other handshakes may do better. */
  private static boolean neverTrusted(Throwable t) {
    String type = t.getClass().getSimpleName();
    String message = t.getMessage();
    return t instanceof CertificateException
        || t instanceof CertPathBuilderException
        || t instanceof CertPathValidatorException
        || type.equals("SSLPeerUnverifiedException")
        || (type.equals("SSLException")
            && message != null
            && message.startsWith("Unsupported or unrecognized SSL message"));
  }

  /**
   * The SDK gave up before it sent anything: without credentials or an endpoint, which somebody
   * must give, or because it could not fetch them just now.
   */
  private static Failure unsent(SdkException e, String endpoint) {
    Failure known = e instanceof AwsServiceException a ? answered(a) : unanswered(e, endpoint);
    if (known.meaning == Meaning.ACCESS || known.meaning == Meaning.NOT_SENT) {
      return known;
    }
    boolean passing =
        e instanceof AwsServiceException
            || e instanceof AbortedException
            || e instanceof ApiCallTimeoutException
            || chain(e).stream().anyMatch(IOException.class::isInstance);
    return passing
        ? new Failure(Meaning.NOT_SENT, known.words + " before anything was sent", e)
        : new Failure(Meaning.ACCESS, REFUSED + e.getMessage(), e);
  }

  private static boolean noCredentials(Throwable t) {
    String message = t.getMessage();
    return message != null && message.startsWith("Unable to load credentials");
  }

  /** From the outside in; a cause that leads back to itself ends it. */
  private static List<Throwable> chain(Throwable e) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = e; t != null && chain.size() < LONGEST_CHAIN; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static String rootName(Throwable e) {
    List<Throwable> chain = chain(e);
    return chain.get(chain.size() - 1).getClass().getSimpleName();
  }

  /** The exception for a failure that ends a call with nothing applied. */
  StoreException toException(@Nullable String key, String what, String location) {
    String begin = what + " at " + location + ": " + words;
    return switch (meaning) {
      case ACCESS ->
          cause instanceof AwsServiceException
              ? new AccessException(key, begin + "; " + remedy(), cause)
              : AccessException.unanswered(key, begin + "; " + remedy(), cause);
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
    if (words.startsWith(NO_TLS)) {
      return "correct the endpoint (a port without TLS wants http://), the service's certificate or"
          + " what this machine trusts";
    }
    if (words.startsWith(REFUSED)) {
      return "correct the location, or the client it was opened with";
    }
    return switch (words) {
      case "NoSuchBucket" -> "the bucket does not exist there; create it, or correct the location";
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "TokenRefreshRequired",
          NO_CREDENTIALS ->
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
