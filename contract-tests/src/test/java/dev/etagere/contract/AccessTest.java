package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.etagere.core.AccessException;
import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import dev.etagere.local.ListRequest;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Whoever may not, or is at the wrong place, is told so by each call, the first included, and sees
 * no secret; nothing is changed or left behind.
 */
@LocalS3
class AccessTest {
  private static final String CONTENT = "the-content-of-somebody";
  private static final String MINE = "the-content-of-the-caller";
  private static final String WRONG_SECRET = "the-secret-of-somebody-else";

  @TempDir Path directory;
  private LocalLocation s3;

  @BeforeEach
  void start(LocalLocation location) {
    s3 = location;
    s3.store().create("there", Content.of(CONTENT));
  }

  /** Every call to be refused leaves the bucket as it was. */
  @AfterEach
  void assertUntouched() {
    s3.faults().clear();
    assertThat(s3.engine().list(s3.bucket(), ListRequest.all()).items())
        .singleElement()
        .satisfies(object -> assertThat(object.key()).isEqualTo("there"));
    assertThat(s3.engine().listUploads(s3.bucket(), ListRequest.all()).items()).isEmpty();
    assertThat(s3.store().get("there").orElseThrow().asString()).isEqualTo(CONTENT);
  }

  @Test
  void anything_missingBucket_namesIt() {
    assertRefused(all(), UnaryOperator.identity(), "missing", "does not exist", "create it");
  }

  @Test
  void anything_wrongSecret_asksForCredentials() {
    UnaryOperator<S3ClientBuilder> wrong =
        builder -> builder.credentialsProvider(keys(s3.server().accessKey(), WRONG_SECRET));
    assertRefused(all(), wrong, s3.bucket(), "credentials");
  }

  @Test
  void anything_unknownAccessKey_asksForCredentials() {
    UnaryOperator<S3ClientBuilder> wrong =
        builder -> builder.credentialsProvider(keys("NOBODY", s3.server().secretKey()));
    assertRefused(all(), wrong, s3.bucket(), "credentials");
  }

  @Test
  void anything_withoutSignature_asksForCredentials() {
    UnaryOperator<S3ClientBuilder> anonymous =
        builder -> builder.credentialsProvider(AnonymousCredentialsProvider.create());
    assertRefused(all(), anonymous, s3.bucket(), "credentials");
  }

  @Test
  void anything_noCredentialsFound_asksForCredentials() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials from any of the providers");
        };
    UnaryOperator<S3ClientBuilder> without = builder -> builder.credentialsProvider(none);
    assertRefused(all(), without, s3.bucket(), "no credentials found");
  }

  @Test
  void anything_wrongRegion_asksForTheRegion() {
    UnaryOperator<S3ClientBuilder> elsewhere = builder -> builder.region(Region.EU_WEST_1);
    assertRefused(all(), elsewhere, s3.bucket(), "region");
  }

  @Test
  void anything_clockIsWrong_asksForTheClock() {
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    UnaryOperator<S3ClientBuilder> wrong = builder -> builder.putAuthScheme(new SigningAt(late));
    Map<String, Consumer<ObjectStore>> calls = all();
    // They begin with a HEAD, whose answer has no body and so no reason.
    Map<String, Consumer<ObjectStore>> heads = new TreeMap<>(calls);
    heads.keySet().retainAll(Set.of("head", "copy"));
    calls.keySet().removeAll(heads.keySet());

    assertRefused(calls, wrong, s3.bucket(), "RequestTimeTooSkewed", "clock");
    assertRefused(heads, wrong, s3.bucket(), "status 403");
  }

  @Test
  void write_readOnlyCredentials_isRefusedAndReadsWork() {
    s3.faults()
        .add(
            Fault.status(403, "AccessDenied")
                .on(
                    Operation.PUT,
                    Operation.COPY,
                    Operation.DELETE,
                    Operation.CREATE_UPLOAD,
                    Operation.UPLOAD_PART,
                    Operation.COMPLETE)
                .always());

    assertRefused(
        write(), UnaryOperator.identity(), s3.bucket(), "AccessDenied", "may not do this");

    try (ObjectStore store = s3.store()) {
      assertThat(store.get("there")).isPresent();
      assertThat(store.list(ListQuery.all()).stream()).hasSize(1);
    }
  }

  @Test
  void upload_partsAreRefused_leavesNoParts() {
    s3.faults()
        .add(Fault.status(403, "AccessDenied").on(Operation.UPLOAD_PART).fromNth(2).always());

    assertThatThrownBy(() -> s3.store().create("new", large()))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("AccessDenied");
  }

  private void assertRefused(
      Map<String, Consumer<ObjectStore>> calls,
      UnaryOperator<S3ClientBuilder> change,
      String bucket,
      String... told) {
    try (S3Client client = change.apply(s3.clientBuilder()).build()) {
      calls.forEach(
          (name, call) -> {
            // A store of its own for each: it must not need to have learned anything before.
            try (ObjectStore store = S3Stores.over(client, Location.data("s3://" + bucket))) {
              Throwable refusal = catchThrowable(() -> call.accept(store));

              assertThat(refusal)
                  .as("%s, %s", name, told[0])
                  .isInstanceOf(AccessException.class)
                  .hasMessageContainingAll(told)
                  .hasMessageContaining("s3://" + bucket);
              Shown.assertHidden(refusal, s3.server().secretKey(), WRONG_SECRET, CONTENT, MINE);
            }
          });
    }
  }

  private Map<String, Consumer<ObjectStore>> all() {
    Map<String, Consumer<ObjectStore>> all = new TreeMap<>(read());
    all.putAll(write());
    return all;
  }

  private Map<String, Consumer<ObjectStore>> read() {
    Version version = Version.parse("0123456789abcdef0123456789abcdef");
    return new TreeMap<>(
        Map.of(
            "get", store -> store.get("there"),
            "getIfMatches", store -> store.getIfMatches("there", version),
            "getIfChanged", store -> store.getIfChanged("there", version),
            "open", store -> store.open("there"),
            "head", store -> store.head("there"),
            "list", store -> store.list(ListQuery.all()).forEach(entry -> {}),
            "download", store -> store.download("there", directory.resolve("file"))));
  }

  private Map<String, Consumer<ObjectStore>> write() {
    Version version = s3.store().head("there").orElseThrow().version();
    Content mine = Content.of(MINE);
    return new TreeMap<>(
        Map.of(
            "put", store -> store.put("new", mine),
            "create", store -> store.create("new", mine),
            "replace", store -> store.replace("there", mine, version),
            "put large", store -> store.put("new", large()),
            "create large", store -> store.create("new", large()),
            "delete", store -> store.delete("there"),
            "delete on condition", store -> store.delete("there", Precondition.matches(version)),
            "copy", store -> store.copy("there", "new", Precondition.none()),
            "update", store -> store.update("there", content -> mine)));
  }

  private static Content large() {
    return Content.of(new byte[(16 << 20) + 1]);
  }

  private static StaticCredentialsProvider keys(String accessKey, String secretKey) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
  }
}
