package dev.etagere.failover.s3;

import com.sun.management.ThreadMXBean;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a call costs over two locations while both are well, against the SDK's client alone: CPU
 * time and bytes allocated on the calling thread, with an HTTP client that answers in process.
 * Medians of rounds that alternate. Not a test: run {@link #main}.
 */
final class HealthyCost {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final byte[] BODY = new byte[4096];
  private static final int WARM_UP = 15_000;
  private static final int CALLS = 1_500;
  private static final int ROUNDS = 15;

  private HealthyCost() {}

  /** Answers at once; reads what is sent. */
  private static final class InProcess implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws java.io.IOException {
          if (request.contentStreamProvider().isPresent()) {
            request.contentStreamProvider().get().newStream().readAllBytes();
          }
          boolean get = request.httpRequest().method().name().equals("GET");
          SdkHttpResponse.Builder head =
              SdkHttpResponse.builder()
                  .statusCode(200)
                  .putHeader("ETag", "\"0123456789abcdef0123456789abcdef\"")
                  .putHeader("x-amz-version-id", "3sL4kqtJlcpXroDTDmJ")
                  .putHeader("Content-Length", get ? Integer.toString(BODY.length) : "0");
          HttpExecuteResponse.Builder answer = HttpExecuteResponse.builder().response(head.build());
          if (get) {
            answer.responseBody(AbortableInputStream.create(new ByteArrayInputStream(BODY)));
          }
          return answer.build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  /** A client that sends once or as the SDK does, with a limit of its own or none. */
  private static S3Client raw(boolean limited, boolean once) {
    return S3Client.builder()
        .httpClient(new InProcess())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .overrideConfiguration(
            o -> {
              if (limited) {
                o.apiCallTimeout(Duration.ofSeconds(3));
              }
              if (once) {
                o.retryStrategy(AwsRetryStrategy.doNotRetry());
              }
            })
        .build();
  }

  private interface Calling {
    void call(S3Client client);
  }

  private record Cost(double nanos, double bytes) {}

  private static Cost round(S3Client client, Calling calling, int calls) {
    long id = Thread.currentThread().getId();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long bytes = THREADS.getThreadAllocatedBytes(id);
    for (int i = 0; i < calls; i++) {
      calling.call(client);
    }
    return new Cost(
        (THREADS.getCurrentThreadCpuTime() - cpu) / (double) calls,
        (THREADS.getThreadAllocatedBytes(id) - bytes) / (double) calls);
  }

  private static void compare(String what, S3Client raw, S3Client over, Calling calling) {
    round(raw, calling, WARM_UP);
    round(over, calling, WARM_UP);
    double[] cpu = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    double[] rawNanos = new double[ROUNDS];
    double[] rawBytes = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      Cost alone = round(raw, calling, CALLS);
      Cost both = round(over, calling, CALLS);
      cpu[i] = both.nanos / alone.nanos;
      bytes[i] = both.bytes / alone.bytes;
      rawNanos[i] = alone.nanos;
      rawBytes[i] = alone.bytes;
    }
    System.out.printf(
        Locale.ROOT,
        "%-50s CPU x%.3f (alone %.1f us), allocated x%.3f (alone %.1f kB)%n",
        what,
        median(cpu),
        median(rawNanos) / 1_000,
        median(bytes),
        median(rawBytes) / 1_000);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void compare(
      String what, boolean limited, boolean once, FailoverListener listener, String bucket) {
    try (S3Client raw = raw(limited, once);
        FailoverS3Client over =
            FailoverS3Client.builder()
                .primary("eu", raw(limited, once), bucket)
                .secondary("us", raw(limited, once), bucket)
                .bucket("orders")
                .listener(listener)
                .build()) {
      compare(
          what + ", getObject",
          raw,
          over,
          client -> client.getObjectAsBytes(r -> r.bucket("orders").key("k")));
      RequestBody body = RequestBody.fromBytes(BODY);
      compare(
          what + ", putObject",
          raw,
          over,
          client -> client.putObject(r -> r.bucket("orders").key("k"), body));
    }
  }

  /** Prints the ratios of a read and a write of 4 KiB. */
  public static void main(String[] none) {
    FailoverListener hears =
        new FailoverListener() {
          @Override
          public void retry(Call call) {}
        };
    compare("limit of its own", true, false, FailoverListener.NONE, "orders");
    compare("limit of its own, other bucket", true, false, FailoverListener.NONE, "orders-eu");
    compare("no limit", false, false, FailoverListener.NONE, "orders");
    compare("limit of its own, sends once, listener", true, true, hears, "orders");
    compare("no limit, listener hears of retries", false, false, hears, "orders");
  }
}
