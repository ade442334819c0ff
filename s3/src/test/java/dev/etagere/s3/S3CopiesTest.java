package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.Attributes;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Encryption;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.s3.FakeS3.Reply;
import dev.etagere.s3.FakeS3.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What copies and rewrites keep, and copies that are too large for one request. */
class S3CopiesTest {
  private static final Attributes ATTRIBUTES =
      new Attributes(
          "text/x",
          Map.of("owner", "me"),
          "max-age=5",
          null,
          null,
          "de",
          "Wed, 21 Oct 2026 07:28:00 GMT");
  private static final String SSE = "x-amz-server-side-encryption";

  private final FakeS3 s3 = new FakeS3();
  private final ObjectStore store = Rig.store(s3);
  private final ObjectStore inParts = Rig.storeCopyingInParts(s3, new FakeAmbient());

  private static boolean isPartCopy(Request request) {
    return request.isCopy() && request.query().containsKey("partNumber");
  }

  private static Content full(String text) {
    return Content.of(text)
        .with(ATTRIBUTES)
        .withStorageClass("STANDARD_IA")
        .withEncryption(Encryption.kms("arn:key"));
  }

  private void assertKept(String key) {
    ObjectInfo info = store.head(key).orElseThrow();
    assertThat(info.attributes()).isEqualTo(ATTRIBUTES);
    assertThat(info.storageClass()).isEqualTo("STANDARD_IA");
    assertThat(info.encryption()).isEqualTo(Encryption.kms("arn:key"));
  }

  // What is kept.

  @Test
  void put_allThatIsKept_isToldByEachRead() {
    store.create("k", full("1"));

    assertKept("k");
    ObjectInfo read = store.get("k").orElseThrow().info();
    assertThat(read).isEqualTo(store.head("k").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void copy_small_keepsAllButTheAcl(boolean parts) {
    store.create("k", full("12345").withAcl("public-read"));
    s3.set("pre/k", SSE + "-bucket-key-enabled", "true");
    s3.set("pre/k", "x-amz-website-redirect-location", "/elsewhere");

    (parts ? inParts : store).copy("k", "to", Precondition.absent());

    assertKept("to");
    assertThat(s3.text("pre/to")).isEqualTo("12345");
    assertThat(s3.headers("pre/to"))
        .containsEntry(SSE + "-bucket-key-enabled", "true")
        .containsEntry("x-amz-website-redirect-location", "/elsewhere")
        .doesNotContainKey("x-amz-acl");
  }

  @Test
  void copy_expiresThatIsNoDate_isKeptAsItIs() {
    store.create("k", Content.of("1").with(Attributes.ofType("t").withExpires("0")));

    store.copy("k", "to", Precondition.none());

    assertThat(s3.headers("pre/to")).containsEntry("expires", "0");
    assertThat(store.head("to").orElseThrow().attributes().expires()).isEqualTo("0");
  }

  @Test
  void copy_encryptionThatAnyBucketHas_isLeftToTheBucket() {
    store.create("k", Content.of("1").withEncryption(Encryption.s3()));

    store.copy("k", "to", Precondition.none());

    assertThat(s3.headers("pre/to")).doesNotContainKey(SSE);
  }

  @ParameterizedTest
  @CsvSource({"aws:kms, arn:key", "aws:kms:dsse, arn:key", "aws:kms,"})
  void update_objectUnderKms_keepsItsKey(String algorithm, String keyId) {
    store.create("k", Content.of("1").withEncryption(Encryption.of(algorithm, keyId)));

    store.update("k", c -> c.withMetadata("n", "2"));

    assertThat(s3.headers("pre/k"))
        .containsEntry(SSE, algorithm)
        .containsEntry("x-amz-meta-n", "2");
    assertThat(s3.headers("pre/k").get(SSE + "-aws-kms-key-id")).isEqualTo(keyId);
  }

  @Test
  void update_readModifyWrite_keepsWhatAReadTells() {
    store.create("k", full("1"));
    StoredObject read = store.get("k").orElseThrow();

    store.replace("k", read.toContent(), read.version());
    assertKept("k");
    store.update("k", c -> c.withBody(Content.of("2").body()));

    assertKept("k");
    assertThat(s3.text("pre/k")).isEqualTo("2");
  }

  @Test
  void update_equalBytesThatLeaveTheRestOpen_writesNothing() {
    Version first =
        store.create(
            "k", Content.of("1").withStorageClass("STANDARD").withEncryption(Encryption.s3()));
    int before = s3.requests().size();

    store.update("k", c -> Content.of("1"));
    store.update("k", c -> c.withStorageClass("STANDARD"));
    assertThat(s3.requests().subList(before, s3.requests().size()))
        .allMatch(r -> r.method().equals("GET"));

    Version second = store.update("k", c -> c.withStorageClass("STANDARD_IA")).version();
    assertThat(second.lineage()).isNotEqualTo(first.lineage());
    Version third = store.update("k", c -> c.withEncryption(Encryption.kms(null))).version();
    assertThat(third.lineage()).isNotEqualTo(second.lineage());
    assertThat(store.update("k", c -> c.withAcl("private")).version().lineage())
        .isNotEqualTo(third.lineage());
  }

  // Above what one request takes.

  private static String large() {
    byte[] letters = new byte[(5 << 20) + 3];
    new Random(1).nextBytes(letters);
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) ('a' + (letters[i] & 15));
    }
    return new String(letters, StandardCharsets.US_ASCII);
  }

  @Test
  void copy_large_goesInTheSourcesPartsAndHasItsETag() {
    String text = large();
    Version from = inParts.create("k", Content.of(text));
    Version base = inParts.create("to", Content.of("2"));

    Version copied = inParts.copy("k", "to", Precondition.matches(base));

    assertThat(s3.text("pre/to")).isEqualTo(text);
    assertThat(copied).isEqualTo(from);
    ObjectInfo info = store.head("to").orElseThrow();
    assertThat(info.version()).isEqualTo(copied);
    assertThat(info.version().lineage()).isEqualTo(copied.lineage());
    assertThat(copied.lineage().reachesDownTo(base)).isTrue();
    assertThat(ranges()).containsExactlyInAnyOrder("bytes=0-5242879", "bytes=5242880-5242882");
    assertThat(s3.uploadsUnderWay()).isZero();
    assertThat(s3.headers("pre/to")).doesNotContainKey("x-amz-tagging");
  }

  @Test
  void copy_largeOfAnotherProgram_goesInPartsOfItsOwnAndIsStamped() {
    s3.set("pre/k", "foreign");

    Version copied = inParts.copy("k", "to", Precondition.none());

    assertThat(s3.text("pre/to")).isEqualTo("foreign");
    assertThat(copied.token()).endsWith("-1");
    assertThat(store.get("to").orElseThrow().version()).isEqualTo(copied);
    assertThat(s3.headers("pre/to").get("x-amz-meta-etagere")).contains(";p=67108864");
  }

  private List<String> ranges() {
    return s3.requests().stream()
        .filter(S3CopiesTest::isPartCopy)
        .map(r -> r.header("x-amz-copy-source-range"))
        .toList();
  }

  @Test
  void copy_largeWithTags_takesThemAlong() {
    store.create("k", Content.of("12"));
    s3.set("pre/k", "x-amz-tagging", "team=red");

    inParts.copy("k", "to", Precondition.none());

    assertThat(s3.headers("pre/to")).containsEntry("x-amz-tagging", "team=red");
  }

  @Test
  void copy_largeWithTagsNobodyMayRead_isRefusedNotStripped() {
    store.create("k", Content.of("12"));
    s3.set("pre/k", "x-amz-tagging", "team=red");
    s3.on(r -> r.query().containsKey("tagging"), 9, r -> Reply.error(403, "AccessDenied"));

    assertThatThrownBy(() -> inParts.copy("k", "to", Precondition.none()))
        .isInstanceOf(AccessException.class);
    assertThat(s3.text("pre/to")).isNull();
  }

  @Test
  void copy_largeOnAConditionThatFails_isConflictAndGivesThePartsBack() {
    store.create("k", Content.of("12"));
    Version first = store.create("to", Content.of("a"));
    Version second = store.replace("to", Content.of("b"), first);

    assertThatThrownBy(() -> inParts.copy("k", "to", Precondition.absent()))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> inParts.copy("k", "to", Precondition.matches(first)))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.currentVersion()).contains(second));
    assertThat(s3.text("pre/to")).isEqualTo("b");
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void copy_largeReplyToCompletionLost_succeedsOnce() {
    store.create("k", Content.of("12"));
    s3.loseReply(Request::isCompletion);

    Version copied = inParts.copy("k", "to", Precondition.absent());

    assertThat(store.head("to").orElseThrow().version()).isEqualTo(copied);
    assertThat(s3.requests().stream().filter(Request::isCompletion)).hasSize(1);
  }

  @Test
  void copy_largePartLost_isCopiedAgain() {
    store.create("k", Content.of("12"));
    s3.loseReply(S3CopiesTest::isPartCopy);
    s3.loseRequest(S3CopiesTest::isPartCopy);

    inParts.copy("k", "to", Precondition.absent());

    assertThat(s3.text("pre/to")).isEqualTo("12");
  }

  @Test
  void copy_largeRefusedFor409_startsOver() {
    store.create("k", Content.of("12"));
    s3.on(
        Request::isCompletion,
        1,
        r -> {
          store.put("k", Content.of("34"));
          return Reply.error(409, "ConditionalRequestConflict");
        });

    inParts.copy("k", "to", Precondition.absent());

    assertThat(s3.text("pre/to")).isEqualTo("34");
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void copy_largeSourceChangesMeanwhile_isUnavailableAndNeverMixed() {
    store.create("k", Content.of("12"));
    s3.on(
        S3CopiesTest::isPartCopy,
        1,
        r -> {
          store.put("k", Content.of("34"));
          return s3.serve(r);
        });

    assertThatThrownBy(() -> inParts.copy("k", "to", Precondition.none()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("'k' changed while it was copied");
    assertThat(s3.text("pre/to")).isNull();
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void copy_largeSourceShrinksInDoubt_isUnknown() {
    store.create("k", Content.of("12"));
    s3.loseReply(
        Request::isCompletion,
        () -> {
          s3.remove("pre/to");
          s3.on(Request::isCompletion, 1, r -> Reply.error(409, "ConditionalRequestConflict"));
          store.put("k", Content.of("1"));
        });

    assertThatThrownBy(() -> inParts.copy("k", "to", Precondition.none()))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void copy_largeSourceMissing_isAbsent() {
    assertThatThrownBy(() -> inParts.copy("none", "to", Precondition.none()))
        .isInstanceOfSatisfying(AbsentException.class, e -> assertThat(e.key()).isEqualTo("none"));
  }
}
