package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What callers bring along: clients with settings, bodies, transformers that fail. */
@Timeout(30)
class CallersCodeTest {
  /** An HTTP client that gives one answer, or none. */
  private record Http(@Nullable IOException failure) implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          InputStream body =
              request.contentStreamProvider().map(provider -> provider.newStream()).orElse(null);
          if (failure != null) {
            if (body != null) {
              body.close();
            }
            throw failure;
          }
          if (body != null) {
            body.readAllBytes();
            body.close();
          }
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(200).build())
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  private static S3Client client(
      @Nullable IOException failure, @Nullable Duration limit, ExecutionInterceptor... seeing) {
    return S3Client.builder()
        .httpClient(new Http(failure))
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .overrideConfiguration(
            o -> {
              for (ExecutionInterceptor one : seeing) {
                o.addExecutionInterceptor(one);
              }
              if (limit != null) {
                o.apiCallTimeout(limit);
              }
            })
        .build();
  }

  private static FailoverS3Client over(S3Client eu, S3Client us) {
    return FailoverS3Client.builder()
        .primary("eu", eu, "orders-eu")
        .secondary("us", us, "orders-us")
        .bucket("orders")
        .probes(false)
        .build();
  }

  /** A request's own configuration goes before the client's, so it must not be longer. */
  @Test
  void limit_ofTheCallersClient_isNotMadeLonger() {
    List<Duration> limits = new CopyOnWriteArrayList<>();
    Duration clients = Duration.ofMillis(1_234);
    ExecutionInterceptor seeing =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes with) {
            limits.add(
                context
                    .request()
                    .overrideConfiguration()
                    .flatMap(own -> own.apiCallTimeout())
                    .orElse(clients));
          }
        };
    try (FailoverS3Client s3 = over(client(null, clients, seeing), client(null, clients, seeing))) {
      s3.headObject(r -> r.bucket("orders").key("k"));
      s3.deleteObjects(r -> r.bucket("orders").delete(d -> d.objects(List.of())));
      s3.headObject(
          r ->
              r.bucket("orders")
                  .key("k")
                  .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(77))));
    }
    assertThat(limits).containsExactly(clients, clients, Duration.ofMillis(77));
  }

  @Test
  void body_openedForEachRetryOfTheSdkAndNotRead_isClosed() {
    AtomicInteger open = new AtomicInteger();
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> {
              open.incrementAndGet();
              return new ByteArrayInputStream(new byte[3]) {
                @Override
                public void close() {
                  open.decrementAndGet();
                }
              };
            },
            3,
            "text/plain");
    try (FailoverS3Client s3 =
        over(client(new java.net.ConnectException("refused"), null), client(null, null))) {
      s3.putObject(r -> r.bucket("orders").key("k"), body);
    }
    assertThat(open).hasValue(0);
  }

  /** Where a transformer fails with an Error. */
  enum Where {
    PREPARE,
    RESPONSE,
    STREAM
  }

  private record Failing(Where where)
      implements AsyncResponseTransformer<GetObjectResponse, String> {
    private void maybe(Where here) {
      if (where == here) {
        throw new AssertionError("the caller's own");
      }
    }

    @Override
    public CompletableFuture<String> prepare() {
      maybe(Where.PREPARE);
      return new CompletableFuture<>();
    }

    @Override
    public void onResponse(GetObjectResponse response) {
      maybe(Where.RESPONSE);
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> body) {
      maybe(Where.STREAM);
    }

    @Override
    public void exceptionOccurred(Throwable error) {}
  }

  @ParameterizedTest
  @EnumSource
  void transformer_failsWithAnError_theFutureFails(Where where) {
    FakeS3 eu = new FakeS3();
    try (FailoverS3AsyncClient s3 =
        FailoverS3AsyncClient.builder()
            .primary("eu", eu.asyncClient(), "orders-eu")
            .secondary("us", new FakeS3().asyncClient(), "orders-us")
            .bucket("orders")
            .probes(false)
            .build()) {
      CompletableFuture<String> future =
          s3.getObject(r -> r.bucket("orders").key("k"), new Failing(where));

      assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
          .hasRootCauseMessage("the caller's own");
    }
  }
}
