package dev.etagere.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * An HTTP client of the AWS SDK that goes wrong on demand, so that faults can be tried against any
 * server, also a real one. A fault strikes either before the request is sent or after it took
 * effect; these are different faults. Safe for use by many threads.
 */
public final class UnreliableHttpClient implements SdkHttpClient {
  private final SdkHttpClient client;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<SdkHttpRequest> sent = new CopyOnWriteArrayList<>();

  /** Goes through {@code client}, which it closes with itself. */
  public UnreliableHttpClient(SdkHttpClient client) {
    this.client = client;
  }

  /** Which requests. */
  public interface Which extends Predicate<SdkHttpRequest> {
    /** Those of a method, whose path ends so and whose query names this parameter, if not empty. */
    static Which of(String method, String pathEnd, String parameter) {
      return r ->
          r.method().name().equals(method)
              && r.encodedPath().endsWith(pathEnd)
              && (parameter.isEmpty()
                  ? !r.rawQueryParameters().containsKey("uploadId")
                      && !r.rawQueryParameters().containsKey("uploads")
                  : r.rawQueryParameters().containsKey(parameter));
    }
  }

  /** What goes wrong. */
  public sealed interface Kind {
    /** The connection breaks. */
    record Broken() implements Kind {}

    /** No reply ever comes. */
    record Silent() implements Kind {}

    /**
     * The reply is this one.
     *
     * @param status the HTTP status
     * @param code S3's error code
     */
    record Answer(int status, String code) implements Kind {}

    /** The first byte of the body becomes another on its way; only before the effect. */
    record Damaged() implements Kind {}
  }

  /**
   * Requests of this kind are not sent: a fault before the effect.
   *
   * @param meanwhile what happens elsewhere before the caller learns of the fault
   */
  public void beforeEffect(Which which, int times, Kind kind, Runnable meanwhile) {
    faults.add(new Fault(which, false, kind, meanwhile, new AtomicInteger(times)));
  }

  /**
   * Requests of this kind take effect, and their reply is lost: a fault after the effect.
   *
   * @param meanwhile what happens elsewhere before the caller learns of the fault
   */
  public void afterEffect(Which which, int times, Kind kind, Runnable meanwhile) {
    faults.add(new Fault(which, true, kind, meanwhile, new AtomicInteger(times)));
  }

  /**
   * How many requests of this kind were made, those that a fault kept from being sent among them.
   */
  public long count(Which which) {
    return sent.stream().filter(which).count();
  }

  private record Fault(
      Which which, boolean after, Kind kind, Runnable meanwhile, AtomicInteger left) {
    boolean strikes(SdkHttpRequest request) {
      return which.test(request) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest real = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        SdkHttpRequest http = request.httpRequest();
        sent.add(http);
        for (Fault fault : faults) {
          if (fault.strikes(http)) {
            return fault.kind instanceof Kind.Damaged
                ? client.prepareRequest(damaged(request)).call()
                : strike(fault, real);
          }
        }
        return real.call();
      }

      @Override
      public void abort() {
        real.abort();
      }
    };
  }

  private static HttpExecuteResponse strike(Fault fault, ExecutableHttpRequest real)
      throws IOException {
    if (fault.after) {
      HttpExecuteResponse response = real.call();
      if (response.responseBody().isPresent()) {
        try (AbortableInputStream body = response.responseBody().get()) {
          body.readAllBytes();
        }
      }
    }
    fault.meanwhile.run();
    if (fault.kind instanceof Kind.Answer answer) {
      return reply(answer);
    }
    if (fault.kind instanceof Kind.Silent) {
      forever();
    }
    throw new SocketException("the connection broke, as the test wanted");
  }

  private static HttpExecuteRequest damaged(HttpExecuteRequest request) {
    return HttpExecuteRequest.builder()
        .request(request.httpRequest())
        .contentStreamProvider(
            request
                .contentStreamProvider()
                .map(body -> ContentStreamProvider.fromInputStreamSupplier(() -> damaged(body)))
                .orElse(null))
        .build();
  }

  private static InputStream damaged(ContentStreamProvider body) {
    InputStream rest = body.newStream();
    try {
      int first = rest.read();
      return first < 0
          ? rest
          : new SequenceInputStream(
              new ByteArrayInputStream(new byte[] {(byte) (first ^ 1)}), rest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void forever() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("given up waiting", e);
    }
  }

  private static HttpExecuteResponse reply(Kind.Answer answer) {
    byte[] xml =
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                + answer.code()
                + "</Code><Message>as the test wanted</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(answer.status())
                .putHeader("Content-Type", "application/xml")
                .putHeader("Content-Length", String.valueOf(xml.length))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(xml)))
        .build();
  }

  @Override
  public String clientName() {
    return "Unreliable" + client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }
}
