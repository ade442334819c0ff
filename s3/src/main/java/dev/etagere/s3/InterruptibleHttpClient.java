package dev.etagere.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client of the SDK whose requests end soon after their thread is interrupted, also while
 * it waits for an answer or for more of a body: a read of a socket does not notice an interrupt by
 * itself. The request fails then as a broken connection does, and the interrupt flag stays set.
 *
 * <p>Every 20 ms a daemon thread, shared by all such clients and there only while requests are
 * under way, looks whether a thread that waits was interrupted, and aborts its request. Looking up
 * a host name is not ended, nor is an attempt to connect with every client.
 *
 * <p>A store that makes its own client has one; a client of the caller's gets one so:
 *
 * <pre>{@code
 * S3Client.builder()
 *     .httpClientBuilder(InterruptibleHttpClient.over(Apache5HttpClient.builder()))
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class InterruptibleHttpClient implements SdkHttpClient {
  private final SdkHttpClient client;

  private InterruptibleHttpClient(SdkHttpClient client) {
    this.client = client;
  }

  /** Over a client, which is closed with the result. */
  public static InterruptibleHttpClient over(SdkHttpClient client) {
    return new InterruptibleHttpClient(client);
  }

  /** Over the client that a builder will make. */
  public static Builder over(SdkHttpClient.Builder<?> builder) {
    return new Builder(builder);
  }

  /** Makes such clients, for {@code httpClientBuilder} of an SDK client's builder. */
  public static final class Builder implements SdkHttpClient.Builder<Builder> {
    private final SdkHttpClient.Builder<?> inner;

    private Builder(SdkHttpClient.Builder<?> inner) {
      this.inner = inner;
    }

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap serviceDefaults) {
      return over(inner.buildWithDefaults(serviceDefaults));
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Watched(client.prepareRequest(request));
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  private static final class Watched implements ExecutableHttpRequest {
    private final ExecutableHttpRequest request;

    Watched(ExecutableHttpRequest request) {
      this.request = request;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      Interrupts.Wait wait = new Interrupts.Wait(request);
      HttpExecuteResponse response;
      wait.begin();
      try {
        response = request.call();
      } finally {
        wait.end();
      }
      if (response.responseBody().isEmpty()) {
        return response;
      }
      AbortableInputStream body = response.responseBody().orElseThrow();
      if (Thread.currentThread().isInterrupted()) {
        // The SDK would clear the flag and then read on to the end, unseen by anybody.
        body.abort();
        throw new InterruptedIOException("interrupted before the body came");
      }
      return HttpExecuteResponse.builder()
          .response(response.httpResponse())
          .responseBody(AbortableInputStream.create(new Body(body), body))
          .build();
    }

    @Override
    public void abort() {
      request.abort();
    }
  }

  /** Each read is a wait of its own, so that a body nobody closes leaves nothing behind. */
  private static final class Body extends FilterInputStream {
    private final AbortableInputStream body;
    private final Interrupts.Wait wait;

    Body(AbortableInputStream body) {
      super(body);
      this.body = body;
      this.wait = new Interrupts.Wait(body);
    }

    @Override
    public int read() throws IOException {
      wait.begin();
      try {
        return in.read();
      } finally {
        wait.end();
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      wait.begin();
      try {
        return in.read(buffer, offset, length);
      } finally {
        wait.end();
      }
    }

    @Override
    public long skip(long n) throws IOException {
      wait.begin();
      try {
        return in.skip(n);
      } finally {
        wait.end();
      }
    }

    /**
     * Some clients read on to the end, so as to keep the connection. Nobody wants to hear how what
     * was given up ended.
     */
    @Override
    public void close() throws IOException {
      wait.begin();
      try {
        if (Thread.currentThread().isInterrupted()) {
          body.abort();
        }
        in.close();
      } catch (IOException e) {
        if (!Thread.currentThread().isInterrupted()) {
          throw e;
        }
      } finally {
        wait.end();
      }
    }
  }
}
