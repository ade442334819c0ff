package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Over clients whose waits end when they are aborted, and only then. */
@Timeout(60)
class InterruptibleHttpClientTest {
  private static final HttpExecuteRequest REQUEST =
      HttpExecuteRequest.builder()
          .request(
              SdkHttpRequest.builder()
                  .method(SdkHttpMethod.GET)
                  .uri(URI.create("http://localhost"))
                  .build())
          .build();

  @Test
  void call_oneOfManyThreadsInterrupted_onlyItsRequestIsAborted() throws Exception {
    List<Waiting> requests = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Waiting waiting = new Waiting();
      requests.add(waiting);
      ExecutableHttpRequest request = prepared(waiting);
      Thread thread = new Thread(() -> assertThatThrownBy(request::call));
      threads.add(thread);
      thread.start();
      waiting.begun.await();
    }

    threads.get(3).interrupt();
    threads.get(3).join();

    for (int i = 0; i < 8; i++) {
      assertThat(requests.get(i).ended.getCount())
          .as("%d still waits", i)
          .isEqualTo(i == 3 ? 0 : 1);
      requests.get(i).abort();
      threads.get(i).join();
    }
  }

  @Test
  void call_afterTheWatcherWentAway_isWatchedAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      Waiting waiting = new Waiting();
      AtomicBoolean flag = new AtomicBoolean();
      ExecutableHttpRequest request = prepared(waiting);
      Thread thread =
          new Thread(
              () -> {
                assertThatThrownBy(request::call).isInstanceOf(SocketException.class);
                flag.set(Thread.currentThread().isInterrupted());
              });
      thread.start();
      waiting.begun.await();
      thread.interrupt();
      thread.join();
      assertThat(flag).isTrue();
      Thread watcher = watcher();
      if (watcher != null) {
        watcher.join();
      }
    }
  }

  private static Thread watcher() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("etagere-interrupts"))
        .findFirst()
        .orElse(null);
  }

  @Test
  void body_readerInterrupted_isAborted() throws Exception {
    Waiting waiting = new Waiting();
    @SuppressWarnings("InputStreamSlowMultibyteRead") // nothing ever comes
    InputStream never =
        new InputStream() {
          @Override
          public int read() throws IOException {
            waiting.call();
            return -1;
          }
        };
    InputStream body = body(AbortableInputStream.create(never, waiting));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                body.readAllBytes();
              } catch (IOException e) {
                thrown.set(e);
              }
            });
    thread.start();
    waiting.begun.await();

    thread.interrupt();
    thread.join();

    assertThat(thrown.get()).isInstanceOf(SocketException.class);
  }

  @Test
  void body_nobodyInterrupted_comesAsItIs() throws IOException {
    byte[] bytes = {1, 2, 3, 4, 5};
    AtomicBoolean aborted = new AtomicBoolean();
    AbortableInputStream body =
        body(AbortableInputStream.create(new ByteArrayInputStream(bytes), () -> aborted.set(true)));

    assertThat(body.read()).isEqualTo(1);
    assertThat(body.skip(1)).isEqualTo(1);
    assertThat(body.readAllBytes()).containsExactly(3, 4, 5);
    assertThat(body.read()).isEqualTo(-1);
    body.close();
    assertThat(aborted).isFalse();
    body.abort();
    assertThat(aborted).isTrue();
  }

  @Test
  void close_ofTheResult_closesTheClient() {
    FakeClient inner = new FakeClient(new Waiting());

    InterruptibleHttpClient client = InterruptibleHttpClient.over(inner);
    assertThat(client.clientName()).isEqualTo("FakeClient");
    client.close();

    assertThat(inner.closed).isTrue();
  }

  private static ExecutableHttpRequest prepared(ExecutableHttpRequest inner) {
    return InterruptibleHttpClient.over(new FakeClient(inner)).prepareRequest(REQUEST);
  }

  private static AbortableInputStream body(AbortableInputStream inner) throws IOException {
    ExecutableHttpRequest answered =
        new ExecutableHttpRequest() {
          @Override
          public HttpExecuteResponse call() {
            return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder().statusCode(200).build())
                .responseBody(inner)
                .build();
          }

          @Override
          public void abort() {
            throw new AssertionError("it is answered");
          }
        };
    HttpExecuteResponse response = prepared(answered).call();
    assertThat(response.httpResponse().statusCode()).isEqualTo(200);
    return response.responseBody().orElseThrow();
  }

  /** A request that waits until it is aborted. */
  private static final class Waiting implements ExecutableHttpRequest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public HttpExecuteResponse call() throws IOException {
      begun.countDown();
      // As a socket does, whatever the flag says.
      while (ended.getCount() > 0) {
        LockSupport.parkNanos(100_000);
      }
      throw new SocketException("Socket closed");
    }

    @Override
    public void abort() {
      ended.countDown();
    }
  }

  private static final class FakeClient implements SdkHttpClient {
    private final ExecutableHttpRequest request;
    private boolean closed;

    FakeClient(ExecutableHttpRequest request) {
      this.request = request;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest ignored) {
      return request;
    }

    @Override
    public String clientName() {
      return "FakeClient";
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
