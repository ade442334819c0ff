package dev.etagere.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.replication.CopyOptions.Overwrite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;

class CopierTest {
  private static final CopyOptions DEFAULTS = CopyOptions.defaults();
  private static final long MIB = 1 << 20;

  private final TwoSites sites = new TwoSites();

  @AfterEach
  void close() {
    sites.close();
  }

  @Test
  void copy_objectOfTheStore_aVersionReadAtAPassesAtB() throws InterruptedException {
    Version version;
    try (ObjectStore store = sites.atA.store()) {
      version = store.create("p/settings", Content.of("one").withMetadata("color", "blue"));
    }

    CopySummary summary = sites.copy(DEFAULTS);

    assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.COPIED, 1L));
    try (ObjectStore store = sites.atB.store()) {
      assertThat(store.get("p/settings").orElseThrow().version()).isEqualTo(version);
      assertThat(store.get("p/settings").orElseThrow().info().attributes().metadata())
          .containsEntry("color", "blue");
      store.replace("p/settings", Content.of("two"), version);
    }
  }

  @Test
  void copy_anyHeaders_keepsThemAll() throws InterruptedException {
    byte[] large = TwoSites.random((int) (2 * MIB), 1);
    for (byte[] content : List.of(new byte[0], large)) {
      sites
          .atA
          .client()
          .putObject(
              r ->
                  r.bucket("bucket-a")
                      .key("p/" + content.length)
                      .contentType("text/csv; charset=utf-8")
                      .cacheControl("max-age=60")
                      .contentDisposition("attachment; filename=\"x.csv\"")
                      .contentEncoding("identity")
                      .contentLanguage("de")
                      .storageClass("STANDARD_IA")
                      .metadata(Map.of("etagere", "stamp", "name", "value with spaces")),
              RequestBody.fromBytes(content));
    }

    CopySummary summary = sites.copy(DEFAULTS);

    assertThat(summary.count(Outcome.COPIED)).isEqualTo(2);
    assertThat(summary.bytesCopied()).isEqualTo(large.length);
    for (String key : List.of("0", "" + large.length)) {
      HeadObjectResponse there = sites.head(sites.atB, key);
      HeadObjectResponse here = sites.head(sites.atA, key);
      assertThat(there.eTag()).isEqualTo(here.eTag());
      assertThat(there.contentType()).isEqualTo("text/csv; charset=utf-8");
      assertThat(there.cacheControl()).isEqualTo("max-age=60");
      assertThat(there.contentDisposition()).isEqualTo("attachment; filename=\"x.csv\"");
      assertThat(there.contentEncoding()).isEqualTo("identity");
      assertThat(there.contentLanguage()).isEqualTo("de");
      assertThat(there.storageClassAsString()).isEqualTo("STANDARD_IA");
      assertThat(there.metadata()).isEqualTo(here.metadata());
    }
    assertThat(sites.read(sites.atB, "" + large.length)).isEqualTo(large);
  }

  @Test
  void copy_tags_keepsThemOrSaysSo() throws InterruptedException {
    List<PutObjectRequest> puts = new ArrayList<>();
    sites.clientB.puts = puts::add;
    sites.put(sites.atA, "tagged", "x");
    sites.clientA.tags.put("p/tagged", List.of(Tag.builder().key("team").value("a").build()));

    assertThat(sites.copy(DEFAULTS).withoutTags()).isZero();
    assertThat(puts).extracting(PutObjectRequest::tagging).containsExactly("team=a");

    sites.put(sites.atA, "tagged2", "x");
    sites.clientA.tags.put("p/tagged2", List.of(Tag.builder().key("team").value("a").build()));
    sites.clientA.tagsForbidden = true;
    assertThat(sites.copy(DEFAULTS).withoutTags()).isEqualTo(1);
  }

  @Test
  void copy_again_findsAllEqualAndWritesNothing() throws InterruptedException {
    for (int i = 0; i < 1_100; i++) {
      sites.put(sites.atA, "k" + i, "value " + i);
    }
    assertThat(sites.copy(DEFAULTS).count(Outcome.COPIED)).isEqualTo(1_100);
    AtomicInteger puts = new AtomicInteger();
    sites.clientB.puts = put -> puts.incrementAndGet();

    CopySummary again = sites.copy(DEFAULTS);

    assertThat(again.outcomes()).isEqualTo(Map.of(Outcome.EQUAL, 1_100L));
    assertThat(puts).hasValue(0);
    assertThat(sites.keys(sites.atB)).isEqualTo(sites.keys(sites.atA));
  }

  @Test
  void copy_partsToldByTheService_evenOrNot_givesTheSameETag() throws InterruptedException {
    byte[] content = TwoSites.random((int) (17 * MIB + 5), 2);
    Map<String, List<Long>> layouts =
        Map.of(
            "even", List.of(6 * MIB, 6 * MIB, 5 * MIB + 5),
            "uneven", List.of(7 * MIB, 5 * MIB, 5 * MIB + 5),
            // Even by its ends: only the ETag shows that it is not.
            "treacherous", List.of(5 * MIB + 100, 5 * MIB + 101, 5 * MIB + 99, 2 * MIB - 295),
            "one", List.of(17 * MIB + 5));
    layouts.forEach(
        (key, sizes) -> {
          sites.putParts(sites.atA, key, content, sizes);
          sites.clientA.parts.put("p/" + key, sizes);
        });

    CopySummary summary = sites.copy(DEFAULTS);

    assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.COPIED, 4L));
    for (String key : layouts.keySet()) {
      assertThat(sites.head(sites.atB, key).eTag()).isEqualTo(sites.head(sites.atA, key).eTag());
      assertThat(sites.read(sites.atB, key)).isEqualTo(content);
    }
  }

  @Test
  void copy_partsNobodyTells_areFoundOutWhereTheyAreUsual() throws InterruptedException {
    byte[] content = TwoSites.random((int) (20 * MIB + 1), 3);
    sites.putParts(sites.atA, "usual", content, List.of(8 * MIB, 8 * MIB, 4 * MIB + 1));
    sites.putParts(
        sites.atA,
        "stamped",
        content,
        List.of(9 * MIB, 9 * MIB, 2 * MIB + 1),
        Map.of("etagere", Ambient.system().newWriteId() + ";p=" + 9 * MIB));
    sites.putParts(sites.atA, "odd", content, List.of(11 * MIB, 5 * MIB + 7, 4 * MIB - 6));

    CopySummary summary = sites.copy(DEFAULTS);

    assertThat(summary.outcomes())
        .isEqualTo(Map.of(Outcome.COPIED, 2L, Outcome.COPIED_OTHER_ETAG, 1L));
    assertThat(sites.head(sites.atB, "usual").eTag())
        .isEqualTo(sites.head(sites.atA, "usual").eTag());
    assertThat(sites.read(sites.atB, "odd")).isEqualTo(content);
    assertThat(sites.copy(DEFAULTS).outcomes())
        .isEqualTo(Map.of(Outcome.EQUAL, 2L, Outcome.NOT_COMPARABLE, 1L));
    assertThat(sites.copy(DEFAULTS.withDeep(true)).outcomes()).isEqualTo(Map.of(Outcome.EQUAL, 3L));
  }

  @ParameterizedTest
  @EnumSource(Overwrite.class)
  void copy_otherContentAtB_followsTheRule(Overwrite rule) throws InterruptedException {
    sites.put(sites.atB, "older at B", "older");
    sites.put(sites.atA, "newer at B", "older");
    Pauses.untilTheNextSecond();
    sites.put(sites.atA, "older at B", "newer");
    sites.put(sites.atB, "newer at B", "newer");

    CopySummary summary = sites.copy(DEFAULTS.withOverwrite(rule));

    boolean always = rule == Overwrite.ALWAYS;
    assertThat(sites.read(sites.atB, "older at B"))
        .asString()
        .isEqualTo(rule == Overwrite.NEVER ? "older" : "newer");
    assertThat(sites.read(sites.atB, "newer at B"))
        .asString()
        .isEqualTo(always ? "older" : "newer");
    assertThat(summary.count(Outcome.KEPT)).isEqualTo(rule == Overwrite.NEVER ? 2 : always ? 0 : 1);
    assertThat(summary.open()).isEqualTo(summary.count(Outcome.KEPT));
  }

  @Test
  void copy_BChangedAfterItWasSeen_isNotOverwritten() throws InterruptedException {
    sites.put(sites.atA, "new", "A's");
    sites.put(sites.atB, "replaced", "seen");
    sites.put(sites.atA, "replaced", "A's");
    sites.clientB.beforePut =
        put -> {
          String key = put.key().substring(2);
          sites.put(sites.atB, key, "came between");
        };

    CopySummary summary = sites.copy(DEFAULTS.withOverwrite(Overwrite.ALWAYS));

    assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.KEPT, 2L));
    assertThat(sites.read(sites.atB, "new")).asString().isEqualTo("came between");
    assertThat(sites.read(sites.atB, "replaced")).asString().isEqualTo("came between");
  }

  @Test
  void copy_AChangedWhileItWasCopied_copiesTheNewerState() throws InterruptedException {
    byte[] large = TwoSites.random((int) (3 * MIB), 4);
    byte[] newer = TwoSites.random((int) (3 * MIB), 5);
    sites.put(sites.atA, "small", "first");
    sites.put(sites.atA, "large", large);
    sites.clientB.beforePut =
        put -> {
          boolean small = put.key().endsWith("small");
          sites.put(sites.atA, small ? "small" : "large", small ? "2nd".getBytes(UTF_8) : newer);
        };

    CopySummary summary = sites.copy(DEFAULTS.withParallel(1));

    assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.COPIED, 2L));
    assertThat(sites.read(sites.atB, "small")).asString().isEqualTo("2nd");
    assertThat(sites.read(sites.atB, "large")).isEqualTo(newer);
  }

  @Test
  void copy_AChangesEachTime_endsUnsettled() throws InterruptedException {
    sites.put(sites.atA, "k", "0");
    AtomicInteger times = new AtomicInteger();
    sites.clientB.beforePut = put -> sites.put(sites.atA, "k", "" + times.incrementAndGet());

    assertThat(sites.copy(DEFAULTS).outcomes()).isEqualTo(Map.of(Outcome.UNSETTLED, 1L));
    assertThat(times).hasValue(3);
  }

  @Test
  void copy_repliesLostAndServersBusy_copiesAllTheSame() throws InterruptedException {
    sites.put(sites.atA, "small", "x");
    sites.put(sites.atA, "large", TwoSites.random((int) (2 * MIB), 6));
    List<Long> sizes = List.of(5 * MIB, 1L);
    sites.putParts(sites.atA, "parts", TwoSites.random((int) (5 * MIB + 1), 7), sizes);
    sites.clientA.parts.put("p/parts", sizes);
    sites.atB.faults().add(Fault.drop().afterEffect().on(Operation.PUT).times(2));
    sites.atB.faults().add(Fault.drop().afterEffect().on(Operation.COMPLETE).times(1));
    sites.atB.faults().add(Fault.slowDown().beforeEffect().on(Operation.UPLOAD_PART).times(2));
    sites.atA.faults().add(Fault.truncate().on(Operation.GET).times(2));
    sites.atA.faults().add(Fault.internalError().beforeEffect().on(Operation.HEAD).times(2));

    CopySummary summary = sites.copy(DEFAULTS);

    assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.COPIED, 3L));
    for (String key : sites.keys(sites.atA)) {
      assertThat(sites.head(sites.atB, key).eTag()).isEqualTo(sites.head(sites.atA, key).eTag());
    }
  }

  @Test
  void copy_BEncryptsWithKeys_saysThatETagsDiffer() throws InterruptedException {
    sites.clientB.kms = true;
    sites.put(sites.atA, "k", "x");

    assertThat(sites.copy(DEFAULTS).outcomes()).isEqualTo(Map.of(Outcome.COPIED_OTHER_ETAG, 1L));
    assertThat(sites.copy(DEFAULTS).outcomes()).isEqualTo(Map.of(Outcome.NOT_COMPARABLE, 1L));
    assertThat(sites.copy(DEFAULTS.withDeep(true)).outcomes()).isEqualTo(Map.of(Outcome.EQUAL, 1L));
  }

  @Test
  void copy_AEncryptsWithKeys_isVerifiedByItsOwnDigest() throws InterruptedException {
    sites.clientA.kms = true;
    byte[] large = TwoSites.random((int) (2 * MIB), 8);
    sites.put(sites.atA, "large", large);

    assertThat(sites.copy(DEFAULTS).outcomes()).isEqualTo(Map.of(Outcome.COPIED_OTHER_ETAG, 1L));
    assertThat(sites.read(sites.atB, "large")).isEqualTo(large);
  }

  @Test
  void copy_deletedAtB_staysDeletedUnlessAlways() throws InterruptedException {
    sites.put(sites.atA, "gone", "x");
    sites.clientB.markers.add("p/gone");

    assertThat(sites.copy(DEFAULTS).outcomes()).isEqualTo(Map.of(Outcome.DELETED_AT_B, 1L));
    assertThat(sites.keys(sites.atB)).isEmpty();

    sites.clientB.beforePut = put -> sites.clientB.markers.clear();
    assertThat(sites.copy(DEFAULTS.withOverwrite(Overwrite.ALWAYS)).outcomes())
        .isEqualTo(Map.of(Outcome.COPIED, 1L));
  }

  @Test
  void copy_archived_isToldAndNotRead() throws InterruptedException {
    sites.put(sites.atA, "old", "x");
    sites.clientA.archived.add("p/old");

    assertThat(sites.copy(DEFAULTS).outcomes()).isEqualTo(Map.of(Outcome.ARCHIVED, 1L));
  }

  @Test
  void copy_dryRun_saysWhatItWouldDoAndWritesNothing() throws InterruptedException {
    sites.put(sites.atA, "new", "x");
    sites.put(sites.atA, "other", "x");
    sites.put(sites.atB, "other", "y");
    sites.put(sites.atB, "only at B", "z");

    CopySummary summary = sites.copy(DEFAULTS.withDryRun(true));

    assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.WOULD_COPY, 1L, Outcome.KEPT, 1L));
    assertThat(summary.onlyAtB()).isEqualTo(1);
    assertThat(sites.keys(sites.atB)).containsExactly("only at B", "other");
  }

  @Test
  void copy_BReplicatesBack_isRefusedUnlessToldTo() throws InterruptedException {
    sites.put(sites.atA, "k", "x");
    sites.clientB.replication = Configurations.to("bucket-a");

    assertThatThrownBy(() -> sites.copy(DEFAULTS))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("--one-way")
        .hasMessageContaining("--even-if-replicated-back");
    assertThat(sites.keys(sites.atB)).isEmpty();
    assertThat(sites.copy(DEFAULTS.withEvenIfReplicatedBack(true)).count(Outcome.COPIED))
        .isEqualTo(1);
  }

  @Test
  void copy_nothingIsAllowedAtB_givesUpSoon() {
    for (int i = 0; i < 100; i++) {
      sites.put(sites.atA, "k" + i, "x");
    }
    sites.atB.faults().add(Fault.status(403, "AccessDenied").on(Operation.PUT).always());

    assertThatThrownBy(() -> sites.copy(DEFAULTS))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("20 failures in a row");
  }

  @Test
  void copy_someFail_copiesTheOthersAndCounts() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      sites.put(sites.atA, "k" + i, "x");
    }
    sites
        .atB
        .faults()
        .add(Fault.status(403, "AccessDenied").on(Operation.PUT).key("p/k3").always());

    CopySummary summary = sites.copy(DEFAULTS);

    assertThat(summary.count(Outcome.FAILED)).isEqualTo(1);
    assertThat(summary.count(Outcome.COPIED)).isEqualTo(9);
  }

  @Test
  void copy_ontoItself_isRefused() {
    assertThatThrownBy(() -> new Copier(sites.a, sites.a, DEFAULTS, CopyListener.NONE).run())
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Ten are copied, but for one that B has otherwise; then B refuses. */
  private void givesUp(CopyOptions options) {
    for (int i = 0; i < 90; i++) {
      sites.put(sites.atA, String.format("k%02d", i), "x");
    }
    sites.put(sites.atB, "k05", "other");
    sites
        .atB
        .faults()
        .add(
            Fault.status(403, "AccessDenied")
                .on(Operation.PUT)
                .keys(key -> key.compareTo("p/k10") >= 0)
                .always());
    assertThatThrownBy(() -> sites.copy(options)).isInstanceOf(AccessException.class);
    sites.atB.faults().clear();
  }

  @Test
  void copy_goingOnFromACheckpoint_tellsAgainWhatIsOpen(@TempDir Path folder)
      throws InterruptedException {
    CopyOptions options = DEFAULTS.withParallel(4).withCheckpoint(folder.resolve("state"));
    givesUp(options);
    assertThat(folder.resolve("state")).exists();

    CopySummary summary = sites.copy(options);

    assertThat(summary.count(Outcome.KEPT)).isEqualTo(1);
    assertThat(summary.open()).isEqualTo(1);
  }

  @Test
  void copy_checkpointCannotBeWritten_doesNotHideWhyItEnded(@TempDir Path folder) {
    givesUp(DEFAULTS.withParallel(4).withCheckpoint(folder.resolve("none").resolve("state")));
  }
}
