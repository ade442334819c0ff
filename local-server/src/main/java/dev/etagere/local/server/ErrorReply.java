package dev.etagere.local.server;

import dev.etagere.local.server.awssdk.S3Errors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Tells a client what went wrong, in S3's words. */
final class ErrorReply {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReply.class);
  private static final Set<String> TOLD =
      Set.of("ETag", "Allow", "Last-Modified", "x-amz-delete-marker", "x-amz-version-id");

  private final Front front;
  private final String region;

  ErrorReply(Front front, String region) {
    this.front = front;
    this.region = region;
  }

  static <T> T asInvalidUri(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw S3Errors.of(400, "InvalidURI", "Couldn't parse the specified URI: " + e.getMessage());
    }
  }

  void send(HttpServletRequest request, HttpServletResponse response, Exception failure)
      throws IOException {
    if (response.isCommitted()) {
      // Half an answer is out: only the end of the connection can tell now.
      throw failure instanceof IOException io ? io : new IOException(failure);
    }
    AwsServiceException error =
        Objects.requireNonNullElseGet(known(failure), () -> other(request, failure));
    AwsErrorDetails details = error.awsErrorDetails();
    if (details != null && details.sdkHttpResponse() != null) {
      for (String header : TOLD) {
        details
            .sdkHttpResponse()
            .firstMatchingHeader(header)
            .ifPresent(value -> response.setHeader(header, value));
      }
    }
    String code =
        details == null || details.errorCode() == null ? code(error) : details.errorCode();
    String message = details == null ? "" : details.errorMessage();
    if (code.equals("AuthorizationHeaderMalformed")) {
      response.setHeader("x-amz-bucket-region", region);
    }
    if (error.statusCode() == 304) {
      response.setStatus(304);
    } else {
      front.refuse(request, response, error.statusCode(), code, printable(message));
    }
  }

  private static @Nullable AwsServiceException known(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof AwsServiceException aws) {
        return aws;
      }
    }
    return null;
  }

  private static AwsServiceException other(HttpServletRequest request, Exception failure) {
    Throwable cause = failure instanceof UncheckedIOException io ? io.getCause() : failure;
    if (failure instanceof IllegalArgumentException) {
      return S3Errors.of(400, "InvalidArgument", String.valueOf(failure.getMessage()));
    }
    if (failure instanceof UnsupportedOperationException) {
      return S3Errors.of(501, "NotImplemented", String.valueOf(failure.getMessage()));
    }
    boolean reading = request.getMethod().equals("PUT") || request.getMethod().equals("POST");
    if (cause instanceof IOException && reading) {
      return S3Errors.of(
          400, "IncompleteBody", "the body could not be read: " + cause.getMessage());
    }
    String path = RawUri.of(request.getRequestURI()).path();
    LOG.error("{} {} failed", request.getMethod(), path, failure);
    return S3Errors.of(500, "InternalError", "We encountered an internal error. Please try again.");
  }

  /** S3Proxy's own errors by status alone. */
  private static String code(AwsServiceException error) {
    return switch (error.statusCode()) {
      case 403 -> "AccessDenied";
      case 405 -> "MethodNotAllowed";
      case 412 -> "PreconditionFailed";
      case 416 -> "InvalidRange";
      default -> error.statusCode() < 500 ? "InvalidRequest" : "InternalError";
    };
  }

  /** What XML cannot carry would turn the error into another one. */
  private static String printable(@Nullable String message) {
    return message == null ? "" : message.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}
