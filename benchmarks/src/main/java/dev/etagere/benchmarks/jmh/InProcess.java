package dev.etagere.benchmarks.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Answers at once: takes every PUT, reading what is sent, and gives back the last one. */
final class InProcess implements SdkHttpClient {
  private static final String METADATA = "x-amz-meta-etagere";

  private final byte[] body;
  private final String etag;
  private List<String> stamp = List.of();

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
      if (request.contentStreamProvider().isPresent()) {
        try (InputStream sent = request.contentStreamProvider().get().newStream()) {
          sent.transferTo(OutputStream.nullOutputStream());
        }
      }
      stamp = head.headers().getOrDefault(METADATA, List.of());
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
    HttpExecuteResponse.Builder answer = HttpExecuteResponse.builder().response(response.build());
    if (get) {
      answer.responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)));
    }
    return answer.build();
  }

  @Override
  public void close() {}
}
