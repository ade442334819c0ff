package dev.etagere.benchmarks.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Answers at once, as S3 does: takes every PUT, reading what is sent, and gives back the last one,
 * with its checksum if that is asked for.
 */
final class InProcess implements SdkHttpClient {
  private static final String METADATA = "x-amz-meta-etagere";

  private final byte[] body;
  private final String etag;
  private List<String> stamp = List.of();
  private Map<String, List<String>> checksum = Map.of();

  /**
   * With one object.
   *
   * @param etag the MD5 of the body
   */
  InProcess(byte[] body, String etag) {
    this.body = body;
    this.etag = '"' + etag + '"';
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return answer(request);
      }

      @Override
      public void abort() {}
    };
  }

  private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest head = request.httpRequest();
    boolean get = head.method() == SdkHttpMethod.GET;
    if (!get) {
      take(request);
    }
    SdkHttpResponse.Builder response =
        SdkHttpResponse.builder()
            .statusCode(200)
            .headers(
                Map.of(
                    "ETag", List.of(etag),
                    "x-amz-request-id", List.of("4442587FB7D0A2F9"),
                    "Last-Modified", List.of("Sat, 28 Nov 2026 12:00:00 GMT"),
                    "Content-Type", List.of("application/octet-stream"),
                    "Content-Length", List.of(get ? Integer.toString(body.length) : "0")));
    if (get && !stamp.isEmpty()) {
      response.putHeader(METADATA, stamp);
    }
    if (get && head.firstMatchingHeader("x-amz-checksum-mode").isPresent()) {
      checksum.forEach(response::putHeader);
    }
    HttpExecuteResponse.Builder answer = HttpExecuteResponse.builder().response(response.build());
    if (get) {
      answer.responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)));
    }
    return answer.build();
  }

  private void take(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest head = request.httpRequest();
    stamp = head.headers().getOrDefault(METADATA, List.of());
    if (request.contentStreamProvider().isEmpty()) {
      return;
    }
    try (InputStream sent = request.contentStreamProvider().get().newStream()) {
      Optional<String> trailer = head.firstMatchingHeader("x-amz-trailer");
      if (trailer.isPresent() && checksum.isEmpty()) {
        checksum = Map.of(trailer.get(), List.of(after(trailer.get() + ":", sent.readAllBytes())));
      } else {
        sent.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  /** The rest of the line. */
  private static String after(String start, byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int value = text.lastIndexOf(start) + start.length();
    return text.substring(value, text.indexOf("\r\n", value)).strip();
  }

  @Override
  public void close() {}
}
