package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import dev.etagere.s3.FakeS3.Reply;
import dev.etagere.s3.FakeS3.Request;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Whatever retries the caller's client has, each request of the store goes out once. */
class OneAttemptTest {
  enum Retries {
    AS_THE_SDK_LEAVES_THEM,
    STANDARD,
    ADAPTIVE,
    EAGER,
    LEGACY,
    OLD_POLICY,
    NONE;

    S3ClientBuilder on(S3ClientBuilder builder) {
      return switch (this) {
        case AS_THE_SDK_LEAVES_THEM -> builder;
        case STANDARD -> with(builder, AwsRetryStrategy.standardRetryStrategy());
        case ADAPTIVE -> with(builder, AwsRetryStrategy.adaptiveRetryStrategy());
        case EAGER ->
            with(
                builder,
                AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(9).build());
        case LEGACY -> with(builder, AwsRetryStrategy.legacyRetryStrategy());
        case OLD_POLICY -> withOldPolicy(builder);
        case NONE -> with(builder, AwsRetryStrategy.doNotRetry());
      };
    }

    private static S3ClientBuilder with(S3ClientBuilder builder, RetryStrategy strategy) {
      return builder.overrideConfiguration(o -> o.retryStrategy(strategy));
    }

    @SuppressWarnings("deprecation") // many a caller still has one
    private static S3ClientBuilder withOldPolicy(S3ClientBuilder builder) {
      RetryPolicy policy = RetryPolicy.builder().numRetries(3).build();
      return builder.overrideConfiguration(o -> o.retryPolicy(policy));
    }
  }

  private final FakeS3 s3 = new FakeS3();

  @ParameterizedTest
  @EnumSource
  void put_failsOnce_isLookedForBeforeItIsSentAgain(Retries retries) {
    ObjectStore store = store(retries);
    fail("PUT");

    store.create("k", Content.of("1"));

    assertThat(s3.methods()).containsExactly("PUT", "HEAD", "HEAD", "PUT");
    assertThat(s3.requests().get(2).key()).as("asks for the bucket").isEmpty();
    assertEachWentOnce();
  }

  @ParameterizedTest
  @EnumSource
  void delete_failsOnce_isLookedForBeforeItIsSentAgain(Retries retries) {
    ObjectStore store = store(retries);
    Version version = store.create("k", Content.of("1"));
    fail("DELETE");

    store.delete("k", Precondition.matches(version));

    assertThat(s3.methods()).containsExactly("PUT", "DELETE", "HEAD", "DELETE");
    assertEachWentOnce();
  }

  @ParameterizedTest
  @EnumSource
  void reads_failOnce_areSentAgainByTheStore(Retries retries) {
    ObjectStore store = store(retries);
    store.create("k", Content.of("1"));
    s3.requests().clear();

    fail("GET");
    assertThat(store.get("k")).isPresent();
    fail("HEAD");
    assertThat(store.head("k")).isPresent();
    fail("GET");
    assertThat(store.list(ListQuery.all()).iterator().hasNext()).isTrue();

    assertThat(s3.methods()).containsExactly("GET", "GET", "HEAD", "HEAD", "GET", "GET");
    assertEachWentOnce();
  }

  @ParameterizedTest
  @EnumSource
  void upload_eachRequestFailsOnce_goesOnceEach(Retries retries) {
    FakeAmbient ambient = new FakeAmbient();
    ObjectStore store =
        Rig.store(
            retries.on(Rig.builder(s3)).build(), ambient, "", s -> s.withTransfers(1, 5 << 20, 1));
    fail("PUT");
    s3.on(r -> r.query().containsKey("uploads"), 1, r -> Reply.error(503, "SlowDown"));
    s3.on(
        r -> r.method().equals("POST") && r.query().containsKey("uploadId"),
        1,
        r -> Reply.error(500, "InternalError"));

    store.create("k", Content.of("large"));

    assertThat(s3.text("pre/k")).isEqualTo("large");
    assertThat(s3.methods()).containsExactly("POST", "POST", "PUT", "PUT", "POST", "HEAD", "POST");
    assertEachWentOnce();
  }

  private ObjectStore store(Retries retries) {
    return Rig.store(retries.on(Rig.builder(s3)).build(), new FakeAmbient(), "", s -> s);
  }

  private void fail(String method) {
    s3.on(FakeS3.method(method), 1, r -> Reply.error(503, "SlowDown"));
  }

  /** The SDK numbers the attempts of a call and gives each call an id of its own. */
  private void assertEachWentOnce() {
    List<Request> requests = s3.requests();
    Set<String> calls = new HashSet<>();
    requests.forEach(r -> calls.add(r.header("amz-sdk-invocation-id")));
    assertThat(calls).hasSameSizeAs(requests);
    assertThat(requests)
        .allSatisfy(
            r ->
                assertThat(Arrays.asList(r.header("amz-sdk-request").split("; ")))
                    .contains("attempt=1"));
  }
}
