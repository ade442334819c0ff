package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.s3.FakeS3.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** Walks the table of error codes: what each one becomes for a read, a create and a delete. */
class ErrorTableTest {
  private static final String KEY = "k";

  private final FakeS3 s3 = new FakeS3();
  private final ObjectStore store = Rig.store(s3);

  static Stream<Map.Entry<String, Meaning>> codes() {
    return Failure.table().entrySet().stream();
  }

  @Test
  void table_everyMeaningButNotSent_isUsed() {
    assertThat(Failure.table()).hasSizeGreaterThan(60);
    assertThat(Set.copyOf(Failure.table().values()))
        .hasSize(Meaning.values().length - 1)
        .doesNotContain(Meaning.NOT_SENT);
  }

  /** Written out a second time: a write is sent again without a look after these alone. */
  @Test
  void table_codesThatSayNotApplied_areOnlyThoseThatDo() {
    assertThat(Failure.table().entrySet())
        .filteredOn(row -> row.getValue() == Meaning.AGAIN)
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            "BadDigest",
            "ConditionalRequestConflict",
            "IncompleteBody",
            "OperationAborted",
            "RequestTimeout",
            "StorageFull",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch");
    assertThat(Failure.table())
        .containsEntry("InternalError", Meaning.PERHAPS)
        .containsEntry("ServiceUnavailable", Meaning.PERHAPS)
        .containsEntry("SlowDown", Meaning.PERHAPS)
        .containsEntry("PreconditionFailed", Meaning.CONDITION)
        .containsEntry("NoSuchKey", Meaning.ABSENT)
        .containsEntry("NoSuchUpload", Meaning.NO_UPLOAD)
        .containsEntry("NoSuchBucket", Meaning.ACCESS);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void get_eachCode_endsAsDocumented(Map.Entry<String, Meaning> row) {
    store.create(KEY, Content.of("there"));
    for (int status : statuses(row.getValue())) {
      FakeS3 fresh = failing("GET", status, row.getKey());
      ObjectStore reader = Rig.store(fresh);

      Class<? extends StoreException> expected =
          switch (row.getValue()) {
            case ACCESS -> AccessException.class;
            case UNSUPPORTED, TOO_LARGE -> UnsupportedException.class;
            case ABSENT -> null;
            default -> UnavailableException.class;
          };
      if (expected == null) {
        assertThat(reader.get(KEY)).as(row + " " + status).isEmpty();
      } else {
        assertThatThrownBy(() -> reader.get(KEY))
            .as(row + " " + status)
            .isExactlyInstanceOf(expected)
            .hasMessageContaining("'" + KEY + "'")
            .hasMessageContaining(row.getKey());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codes")
  void create_eachCodeAndNothingThere_endsAsDocumented(Map.Entry<String, Meaning> row) {
    for (int status : statuses(row.getValue())) {
      FakeS3 fresh = failing("PUT", status, row.getKey());
      ObjectStore writer = Rig.store(fresh);

      Class<? extends StoreException> expected =
          switch (row.getValue()) {
            case ACCESS -> AccessException.class;
            case UNSUPPORTED, TOO_LARGE -> UnsupportedException.class;
            // Perhaps applied, and it may still arrive.
            case PERHAPS, NO_UPLOAD -> OutcomeUnknownException.class;
            default -> UnavailableException.class;
          };
      assertThatThrownBy(() -> writer.create(KEY, Content.of("secret content")))
          .as(row + " " + status)
          .isExactlyInstanceOf(expected)
          .hasMessageContaining("'" + KEY + "'")
          .hasMessageContaining(row.getKey())
          .hasMessageNotContaining("content");
      assertThat(fresh.text(Rig.PREFIX + KEY)).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("codes")
  void create_eachCodeAndAnothersObjectThere_isNeverASuccess(Map.Entry<String, Meaning> row) {
    for (int status : statuses(row.getValue())) {
      FakeS3 fresh = new FakeS3();
      Version theirs = Rig.store(fresh).create(KEY, Content.of("theirs"));
      fresh.on(FakeS3.method("PUT"), 999, r -> Reply.error(status, row.getKey()));
      ObjectStore writer = Rig.store(fresh);

      switch (row.getValue()) {
        // The look shows that another was first.
        case PERHAPS, NO_UPLOAD, CONDITION, ABSENT ->
            assertThatThrownBy(() -> writer.create(KEY, Content.of("mine")))
                .as(row + " " + status)
                .isInstanceOfSatisfying(
                    ConflictException.class, e -> assertThat(e.currentVersion()).contains(theirs));
        default ->
            assertThatThrownBy(() -> writer.create(KEY, Content.of("mine")))
                .as(row + " " + status)
                .isInstanceOf(StoreException.class)
                .isNotInstanceOf(OutcomeUnknownException.class);
      }
      assertThat(fresh.text(Rig.PREFIX + KEY)).isEqualTo("theirs");
    }
  }

  @ParameterizedTest
  @MethodSource("codes")
  void delete_eachCodeAndTheObjectThere_endsAsDocumented(Map.Entry<String, Meaning> row) {
    for (int status : statuses(row.getValue())) {
      FakeS3 fresh = new FakeS3();
      Version there = Rig.store(fresh).create(KEY, Content.of("there"));
      fresh.on(FakeS3.method("DELETE"), 999, r -> Reply.error(status, row.getKey()));
      ObjectStore remover = Rig.store(fresh);

      Class<? extends StoreException> expected =
          switch (row.getValue()) {
            case ACCESS -> AccessException.class;
            case UNSUPPORTED, TOO_LARGE -> UnsupportedException.class;
            case PERHAPS -> OutcomeUnknownException.class;
            case ABSENT -> null;
            default -> UnavailableException.class;
          };
      if (expected == null) {
        assertThat(remover.delete(KEY, Precondition.matches(there)))
            .isEqualTo(Removal.ALREADY_ABSENT);
      } else {
        assertThatThrownBy(() -> remover.delete(KEY, Precondition.matches(there)))
            .as(row + " " + status)
            .isExactlyInstanceOf(expected)
            .hasMessageContaining("'" + KEY + "'");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codes")
  void list_eachCode_staysInTheFamily(Map.Entry<String, Meaning> row) {
    for (int status : statuses(row.getValue())) {
      FakeS3 fresh = failing("GET", status, row.getKey());
      ObjectStore lister = Rig.store(fresh);

      assertThatThrownBy(() -> lister.list(dev.etagere.core.ListQuery.all()).iterator().hasNext())
          .as(row + " " + status)
          .isInstanceOf(StoreException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, UnsupportedException",
    "401, AccessException",
    "403, AccessException",
    "405, UnsupportedException",
    "408, UnavailableException",
    "409, UnavailableException",
    "411, UnsupportedException",
    "412, UnavailableException",
    "413, UnsupportedException",
    "418, UnsupportedException",
    "429, OutcomeUnknownException",
    "500, OutcomeUnknownException",
    "501, UnsupportedException",
    "502, OutcomeUnknownException",
    "503, OutcomeUnknownException",
    "504, OutcomeUnknownException",
    "599, OutcomeUnknownException"
  })
  void create_unknownCode_isJudgedByItsStatus(int status, String expected) {
    for (Reply reply :
        List.of(
            Reply.error(status, "NeverHeardOfIt"),
            Reply.of(status),
            Reply.xml(status, "<html>a proxy says no</html>"))) {
      FakeS3 fresh = new FakeS3();
      fresh.on(FakeS3.method("PUT"), 999, r -> reply);
      ObjectStore writer = Rig.store(fresh);

      assertThatThrownBy(() -> writer.create(KEY, Content.of("mine")))
          .as("%d %s", status, reply.headers())
          .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(expected));
    }
  }

  static Stream<IOException> neverSent() {
    return Stream.of(
        new ConnectException("refused"),
        new NoRouteToHostException("wanted"),
        new UnknownHostException("wanted"),
        new SSLHandshakeException("wanted"));
  }

  @ParameterizedTest
  @MethodSource("neverSent")
  void create_neverSent_isUnavailable(IOException wanted) {
    assertThatThrownBy(() -> failingWith(wanted).create(KEY, Content.of("mine")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("nothing was changed")
        .hasMessageContaining(wanted.getClass().getSimpleName());
  }

  static Stream<IOException> perhapsSent() {
    return Stream.of(
        new IOException("wanted"),
        new SocketException("Connection reset"),
        new SocketTimeoutException("Read timed out"),
        new InterruptedIOException("wanted"),
        new EOFException("wanted"),
        new SSLException("wanted"));
  }

  @ParameterizedTest
  @MethodSource("perhapsSent")
  void create_perhapsSent_isUnknown(IOException wanted) {
    assertThatThrownBy(() -> failingWith(wanted).create(KEY, Content.of("mine")))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining(wanted.getClass().getSimpleName());
  }

  private static ObjectStore failingWith(IOException wanted) {
    FakeS3 fresh = new FakeS3();
    fresh.on(
        FakeS3.method("PUT"),
        999,
        r -> {
          throw wanted;
        });
    return Rig.store(fresh);
  }

  @Test
  void create_noCredentials_isAccessAndNothingIsSent() {
    S3Client poor =
        Rig.builder(s3)
            .credentialsProvider(
                () -> {
                  throw SdkClientException.create("Unable to load credentials from anywhere");
                })
            .build();

    assertThatThrownBy(
            () -> Rig.store(poor, new FakeAmbient(), "", s -> s).create(KEY, Content.of("mine")))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("credentials");
    assertThat(s3.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "304, UnavailableException",
    "400, UnsupportedException",
    "401, AccessException",
    "403, AccessException",
    "412, UnavailableException",
    "500, UnavailableException",
    "503, UnavailableException"
  })
  void head_answersWithoutABody_areJudgedByTheirStatus(int status, String expected) {
    s3.on(FakeS3.method("HEAD"), 999, r -> Reply.of(status));

    assertThatThrownBy(() -> store.head(KEY))
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(expected))
        .hasMessageContaining("'" + KEY + "'");
  }

  @Test
  void head_absentInABucketThatIsThere_isEmptyAndAsksForTheBucketOnce() {
    assertThat(store.head(KEY)).isEmpty();
    assertThat(store.head(KEY)).isEmpty();

    assertThat(s3.requests().stream().filter(r -> r.key().isEmpty())).hasSize(1);
  }

  @Test
  void head_absentAndTheBucketToo_isAccess() {
    s3.on(FakeS3.method("HEAD"), 999, r -> Reply.of(404));

    assertThatThrownBy(() -> store.head(KEY))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("the bucket does not exist");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  void copy_failureInsideOfA200_isJudgedByItsCode(int status) {
    Version source = store.create(KEY, Content.of("1"));
    s3.on(
        r -> r.header("x-amz-copy-source") != null,
        1,
        r -> Reply.error(status, "PreconditionFailed"));
    s3.on(
        r -> r.header("x-amz-copy-source") != null, 999, r -> Reply.error(status, "InternalError"));

    assertThatThrownBy(() -> store.copy(KEY, "to", Precondition.absent()))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(store.head("to")).isEqualTo(Optional.empty());
    assertThat(store.head(KEY).orElseThrow().version()).isEqualTo(source);
  }

  private static FakeS3 failing(String method, int status, String code) {
    FakeS3 fresh = new FakeS3();
    fresh.set(Rig.PREFIX + (method.equals("GET") ? KEY : "another"), "there");
    fresh.on(FakeS3.method(method), 999, r -> Reply.error(status, code));
    return fresh;
  }

  /** The status such codes come with, and others: the code decides, not the status. */
  private static List<Integer> statuses(Meaning meaning) {
    int usual =
        switch (meaning) {
          case PERHAPS -> 503;
          case CONDITION -> 412;
          case ABSENT, NO_UPLOAD -> 404;
          case OUT_OF_RANGE -> 416;
          case ACCESS -> 403;
          case AGAIN -> 409;
          default -> 400;
        };
    return List.of(usual, usual == 400 ? 500 : 400);
  }
}
