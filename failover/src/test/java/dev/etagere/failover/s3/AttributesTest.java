package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.Call;
import dev.etagere.local.server.fault.Fault;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.interceptor.Context.BeforeTransmission;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What an interceptor of the caller's clients sees of a call, at each location. */
@Timeout(120)
class AttributesTest {
  private final TwoLocations two = new TwoLocations();

  @AfterEach
  void close() {
    two.close();
  }

  /** Notes what is said of each request that is sent. */
  private static final class Noting implements ExecutionInterceptor {
    final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

    @Override
    public void beforeTransmission(BeforeTransmission context, ExecutionAttributes attributes) {
      Call call = attributes.getAttribute(FailoverAttributes.CALL);
      seen.add(call == null ? Map.of() : call.attributes());
    }
  }

  private void get(String kind, ExecutionInterceptor interceptor) {
    if (kind.equals("sync")) {
      try (FailoverS3Client client =
          two.sync()
              .primary("eu", intercepted(two.eu, interceptor), "orders-eu")
              .secondary("us", intercepted(two.us, interceptor), "orders-us")
              .build()) {
        client.getObjectAsBytes(r -> r.bucket("orders").key("a/k"));
        client.listObjectsV2(r -> r.bucket("orders"));
      }
      return;
    }
    try (FailoverS3AsyncClient client =
        two.async()
            .primary("eu", asyncIntercepted(two.eu, interceptor), "orders-eu")
            .secondary("us", asyncIntercepted(two.us, interceptor), "orders-us")
            .build()) {
      client
          .getObject(r -> r.bucket("orders").key("a/k"), AsyncResponseTransformer.toBytes())
          .join();
      client.listObjectsV2(r -> r.bucket("orders")).join();
    }
  }

  private static S3Client intercepted(LocalLocation at, ExecutionInterceptor interceptor) {
    return at.clientBuilder()
        .overrideConfiguration(
            o ->
                o.retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                    .addExecutionInterceptor(interceptor))
        .build();
  }

  private static S3AsyncClient asyncIntercepted(
      LocalLocation at, ExecutionInterceptor interceptor) {
    return TwoLocations.asyncBuilder(at, at.endpoint())
        .overrideConfiguration(
            o ->
                o.retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                    .addExecutionInterceptor(interceptor))
        .build();
  }

  private static Map<String, String> expected(String location, String attempt) {
    return Map.of(
        "rpc.system", "aws-api",
        "rpc.service", "S3",
        "rpc.method", "GetObject",
        "aws.s3.key", "a/k",
        "etagere.location", location,
        "etagere.attempt", attempt);
  }

  /** The SDK sends three times to the primary; each of them says so. */
  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void attributes_eachAttemptAndLocation_areSeen(String kind) {
    two.atBoth("a/k", "body");
    two.eu.faults().add(Fault.internalError().always());
    Noting noting = new Noting();

    get(kind, noting);

    Map<String, String> eu = expected("eu", "1");
    assertThat(noting.seen.subList(0, 4)).containsExactly(eu, eu, eu, expected("us", "2"));
    assertThat(noting.seen.get(noting.seen.size() - 1))
        .containsEntry("rpc.method", "ListObjectsV2")
        .doesNotContainKey("aws.s3.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void openTelemetry_oneSpanPerLocation_withTheAttributes(String kind) {
    two.atBoth("a/k", "body");
    two.eu.faults().add(Fault.internalError().always());
    Ended ended = new Ended();
    try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(ended).build()) {
      get(kind, new SpanPerLocation(provider.get("test")));
    }

    assertThat(ended.spans.subList(0, 2))
        .extracting(ReadableSpan::getName)
        .containsExactly("S3.GetObject", "S3.GetObject");
    assertThat(ended.spans.subList(0, 2))
        .extracting(span -> span.getAttribute(AttributeKey.stringKey("etagere.location")))
        .containsExactly("eu", "us");
  }

  @Test
  void documentation_showsWhatIsCompiledHere() throws IOException {
    Path module = Path.of("").toAbsolutePath();
    String source =
        Files.readString(
            module.resolve("src/test/java/dev/etagere/failover/s3/SpanPerLocation.java"));
    String shown = source.split("// docs/failover.md: (begin|end)", -1)[1].stripIndent().strip();

    assertThat(lines(Files.readString(module.resolve("../docs/failover.md"))))
        .containsSequence(lines(shown));
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    return lines;
  }

  /** Keeps the spans that have ended. */
  private static final class Ended implements SpanProcessor {
    final List<ReadableSpan> spans = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span);
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
