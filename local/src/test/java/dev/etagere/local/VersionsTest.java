package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@EnumSource(Kind.class)
class VersionsTest extends EngineFixture {
  @BeforeEach
  void enable() {
    engine.setVersioning(BUCKET, Versioning.ENABLED);
  }

  private String text(String key, String versionId) {
    try (OpenedObject opened = engine.get(BUCKET, key, versionId, ALWAYS, null)) {
      return new String(opened.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Deleted delete(String key) {
    return engine.delete(BUCKET, key, null, If.none());
  }

  private Deleted delete(String key, String versionId) {
    return engine.delete(BUCKET, key, versionId, If.none());
  }

  /** Such as {@code k=ID*} for the latest, {@code k-ID} for a marker. */
  private List<String> listed(ListRequest request) {
    return engine.listVersions(BUCKET, request).items().stream()
        .map(
            each ->
                each.facts().key()
                    + (each.facts().deleteMarker() ? '-' : '=')
                    + each.facts().versionId()
                    + (each.latest() ? "*" : ""))
        .toList();
  }

  @Test
  void put_versioned_keepsWhatWasThere() {
    ObjectFacts first = put("k", "one");
    ObjectFacts second = put("k", "two");

    assertThat(text("k")).isEqualTo("two");
    assertThat(text("k", first.versionId())).isEqualTo("one");
    assertThat(text("k", second.versionId())).isEqualTo("two");
    assertThat(engine.head(BUCKET, "k", first.versionId(), ALWAYS)).isEqualTo(first);
    assertThat(listed(ListRequest.all()))
        .containsExactly("k=" + second.versionId() + "*", "k=" + first.versionId());
    assertThat(engine.list(BUCKET, ListRequest.all()).items()).containsExactly(second);
  }

  @Test
  void put_largeBodies_areKeptEachAndRemovedEach() {
    byte[] one = random(200_000, 1);
    byte[] two = random(300_000, 2);
    ObjectFacts first = put("k", one);
    put("k", two);
    delete("k");
    assertThat(text("k", first.versionId()).length()).isPositive();

    delete("k", first.versionId());

    assertThat(codeOf(() -> engine.head(BUCKET, "k", first.versionId(), ALWAYS)))
        .isEqualTo(ErrorCode.NO_SUCH_VERSION);
  }

  @Test
  void delete_withoutVersion_putsAMarkerThatHidesAll() {
    ObjectFacts first = put("k", "one");

    Deleted deleted = delete("k");

    assertThat(deleted.existed()).isTrue();
    assertThat(deleted.deleteMarker()).isTrue();
    EngineException thrown =
        catchThrowableOfType(EngineException.class, () -> engine.head(BUCKET, "k", ALWAYS));
    assertThat(thrown.code()).isEqualTo(ErrorCode.NO_SUCH_KEY);
    assertThat(thrown.current().deleteMarker()).isTrue();
    assertThat(thrown.current().versionId()).isEqualTo(deleted.versionId());
    assertThat(engine.list(BUCKET, ListRequest.all()).items()).isEmpty();
    assertThat(text("k", first.versionId())).isEqualTo("one");
    assertThat(codeOf(() -> engine.head(BUCKET, "k", deleted.versionId(), ALWAYS)))
        .isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
    assertThat(listed(ListRequest.all()))
        .containsExactly("k-" + deleted.versionId() + "*", "k=" + first.versionId());
  }

  @Test
  void delete_ofNothing_putsAMarkerEachTime() {
    Deleted one = delete("k");
    Deleted two = delete("k");

    assertThat(one.existed()).isFalse();
    assertThat(listed(ListRequest.all()))
        .containsExactly("k-" + two.versionId() + "*", "k-" + one.versionId());
  }

  @Test
  void condition_onAMarker_meetsNothing() {
    String etag = put("k", "one").etag();
    delete("k");

    assertThat(codeOf(() -> put("k", "two", If.matches(etag)))).isEqualTo(ErrorCode.NO_SUCH_KEY);
    assertThat(codeOf(() -> put("k", "two", If.matches("*")))).isEqualTo(ErrorCode.NO_SUCH_KEY);
    assertThat(codeOf(() -> engine.delete(BUCKET, "k", If.matches(etag))))
        .isEqualTo(ErrorCode.NO_SUCH_KEY);
    put("k", "two", If.absent());
    assertThat(codeOf(() -> put("k", "three", If.absent())))
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(text("k")).isEqualTo("two");
  }

  @Test
  void delete_ofAVersion_bringsBackWhatIsBelow() {
    ObjectFacts first = put("k", "one");
    ObjectFacts second = put("k", "two");
    ObjectFacts third = put("k", "three");

    delete("k", second.versionId());
    assertThat(text("k")).isEqualTo("three");
    Deleted deleted = delete("k", third.versionId());
    assertThat(deleted).isEqualTo(new Deleted(true, third.versionId(), false));

    assertThat(text("k")).isEqualTo("one");
    assertThat(engine.head(BUCKET, "k", ALWAYS)).isEqualTo(first);
    assertThat(delete("k", third.versionId()).existed()).isFalse();
  }

  @Test
  void delete_ofAMarker_bringsTheObjectBack() {
    put("k", "one");
    Deleted marker = delete("k");
    Deleted above = delete("k");

    assertThat(delete("k", above.versionId()).deleteMarker()).isTrue();
    assertThat(codeOf(() -> engine.head(BUCKET, "k", ALWAYS))).isEqualTo(ErrorCode.NO_SUCH_KEY);
    delete("k", marker.versionId());

    assertThat(text("k")).isEqualTo("one");
  }

  @Test
  void delete_ofAVersionOnCondition_isJudgedOnThatVersion() {
    ObjectFacts first = put("k", "one");
    ObjectFacts second = put("k", "two");

    assertThat(
            codeOf(() -> engine.delete(BUCKET, "k", first.versionId(), If.matches(second.etag()))))
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(engine.delete(BUCKET, "k", first.versionId(), If.matches(first.etag())).existed())
        .isTrue();
  }

  @Test
  void version_unknown_isMissingAndInvalidIsRefused() {
    String id = put("k", "one").versionId();

    assertThat(codeOf(() -> engine.head(BUCKET, "other", id, ALWAYS)))
        .isEqualTo(ErrorCode.NO_SUCH_VERSION);
    assertThat(codeOf(() -> engine.head(BUCKET, "k", "null", ALWAYS)))
        .isEqualTo(ErrorCode.NO_SUCH_VERSION);
    assertThat(codeOf(() -> engine.head(BUCKET, "k", "nonsense", ALWAYS)))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(codeOf(() -> delete("k", ""))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void enable_onABucketWithObjects_callsThemNull() {
    engine.createBucket("plain");
    engine.setVersioning("plain", Versioning.ENABLED);
    engine.createBucket("old");
    putIn("old", "k", "before");
    assertThat(engine.head("old", "k", ALWAYS).versionId()).isNull();

    engine.setVersioning("old", Versioning.ENABLED);

    assertThat(engine.head("old", "k", ALWAYS).versionId()).isEqualTo("null");
    putIn("old", "k", "after");
    assertThat(engine.head("old", "k", "null", ALWAYS).size()).isEqualTo(6);
    engine.delete("old", "k", "null", If.none());
    assertThat(codeOf(() -> engine.head("old", "k", "null", ALWAYS)))
        .isEqualTo(ErrorCode.NO_SUCH_VERSION);
    assertThat(engine.head("old", "k", ALWAYS).size()).isEqualTo(5);
  }

  private ObjectFacts putIn(String bucket, String key, String text) {
    try {
      return engine.put(bucket, key, stream(text), PutRequest.of(Headers.none()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void suspended_writes_replaceOnlyTheNullVersion() {
    ObjectFacts kept = put("k", "kept");
    engine.setVersioning(BUCKET, Versioning.SUSPENDED);

    assertThat(put("k", "one").versionId()).isEqualTo("null");
    put("k", "two");

    assertThat(listed(ListRequest.all())).containsExactly("k=null*", "k=" + kept.versionId());
    assertThat(text("k", "null")).isEqualTo("two");
    assertThat(delete("k")).isEqualTo(new Deleted(true, "null", true));
    assertThat(listed(ListRequest.all())).containsExactly("k-null*", "k=" + kept.versionId());
    engine.setVersioning(BUCKET, Versioning.ENABLED);
    ObjectFacts above = put("k", "above");
    assertThat(listed(ListRequest.all()))
        .containsExactly("k=" + above.versionId() + "*", "k-null", "k=" + kept.versionId());
    engine.setVersioning(BUCKET, Versioning.SUSPENDED);
    put("k", "last");
    assertThat(listed(ListRequest.all()))
        .containsExactly("k=null*", "k=" + above.versionId(), "k=" + kept.versionId());
  }

  @Test
  void versioning_off_isNoWayBack() {
    assertThat(codeOf(() -> engine.setVersioning(BUCKET, Versioning.OFF)))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(engine.versioning(BUCKET)).isEqualTo(Versioning.ENABLED);
  }

  @Test
  void copy_ofAnOlderVersion_restoresIt() {
    ObjectFacts first = put("k", "one");
    put("k", "two");

    engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "k").ofVersion(first.versionId()));

    assertThat(text("k")).isEqualTo("one");
    String marker = delete("k").versionId();
    assertThat(
            codeOf(() -> engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "x").ofVersion(marker))))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(codeOf(() -> engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "x"))))
        .isEqualTo(ErrorCode.NO_SUCH_KEY);
  }

  @Test
  void upload_completed_isAVersion() throws IOException {
    ObjectFacts first = put("k", "one");
    String upload = engine.createUpload(BUCKET, "k", Headers.none());
    PartFacts part =
        engine.uploadPart(BUCKET, "k", upload, 1, stream("two"), PutRequest.of(Headers.none()));

    ObjectFacts second =
        engine.completeUpload(
            BUCKET, "k", upload, List.of(new CompletedPart(1, part.etag())), If.none());

    assertThat(listed(ListRequest.all()))
        .containsExactly("k=" + second.versionId() + "*", "k=" + first.versionId());
  }

  @Test
  void deleteBucket_withOnlyAMarker_isRefused() {
    String marker = delete("k").versionId();

    assertThat(codeOf(() -> engine.deleteBucket(BUCKET))).isEqualTo(ErrorCode.BUCKET_NOT_EMPTY);
    delete("k", marker);
    engine.deleteBucket(BUCKET);
  }

  @Test
  void listVersions_pageThatEndsAtAVersionSinceRemoved_goesOnBelowIt() {
    ObjectFacts one = put("k", "one");
    ObjectFacts two = put("k", "two");
    put("k", "three");

    delete("k", two.versionId());

    assertThat(listed(ListRequest.all().afterVersion("k", two.versionId())))
        .containsExactly("k=" + one.versionId());
  }

  @Test
  void listVersions_delimiter_groups() {
    put("a/1", "x");
    put("a/1", "y");
    delete("a/2");
    ObjectFacts b = put("b", "z");

    ListedPage<ListedVersion> page =
        engine.listVersions(BUCKET, ListRequest.all().delimitedBy("/"));

    assertThat(page.commonPrefixes()).containsExactly("a/");
    assertThat(page.items()).extracting(each -> each.facts()).containsExactly(b);
    assertThat(listed(ListRequest.all().under("a/1"))).hasSize(2);
  }

  static List<Long> seeds() {
    Long given = Long.getLong("etagere.seed");
    return given == null ? List.of(1L, 2L, 3L, 4L) : List.of(given);
  }

  /** Replay one with {@code -Detagere.seed=N}. The model: for each key a list, oldest first. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomWrites_agreeWithTheModel(long seed) {
    Random random = new Random(seed);
    Map<String, List<String>> model = new TreeMap<>();
    Map<String, String> content = new HashMap<>();
    boolean suspended = false;
    for (int i = 0; i < 300; i++) {
      String key = "k" + random.nextInt(4);
      List<String> versions = model.computeIfAbsent(key, k -> new ArrayList<>());
      int what = random.nextInt(10);
      if (what < 4) {
        String text = "text " + i;
        String id = put(key, text).versionId();
        versions.removeIf(each -> id.equals("null") && each.endsWith("null"));
        versions.add("=" + id);
        content.put(key + id, text);
      } else if (what < 6) {
        String id = delete(key).versionId();
        versions.removeIf(each -> id.equals("null") && each.endsWith("null"));
        versions.add("-" + id);
      } else if (what < 9 && !versions.isEmpty()) {
        String gone = versions.remove(random.nextInt(versions.size()));
        assertThat(delete(key, gone.substring(1)).existed()).isTrue();
      } else {
        suspended = !suspended;
        engine.setVersioning(BUCKET, suspended ? Versioning.SUSPENDED : Versioning.ENABLED);
      }
      verify(key, versions, content, "seed " + seed + ", step " + i);
    }
    for (int size : List.of(1, 2, 3, 1_000)) {
      assertThat(pages(size)).as("seed %d, pages of %d", seed, size).isEqualTo(lines(model));
    }
  }

  private void verify(
      String key, List<String> versions, Map<String, String> content, String description) {
    String top = versions.isEmpty() ? "-" : versions.get(versions.size() - 1);
    if (top.startsWith("-")) {
      assertThat(codeOf(() -> engine.head(BUCKET, key, ALWAYS)))
          .as(description)
          .isEqualTo(ErrorCode.NO_SUCH_KEY);
    } else {
      assertThat(text(key)).as(description).isEqualTo(content.get(key + top.substring(1)));
    }
    for (String version : versions) {
      String id = version.substring(1);
      if (version.startsWith("=")) {
        assertThat(text(key, id)).as(description).isEqualTo(content.get(key + id));
      }
    }
  }

  private static List<String> lines(Map<String, List<String>> model) {
    List<String> lines = new ArrayList<>();
    model.forEach(
        (key, versions) -> {
          for (int i = versions.size() - 1; i >= 0; i--) {
            lines.add(key + versions.get(i) + (i == versions.size() - 1 ? "*" : ""));
          }
        });
    return lines;
  }

  private List<String> pages(int size) {
    List<String> lines = new ArrayList<>();
    ListRequest request = ListRequest.all().atMost(size);
    while (true) {
      ListedPage<ListedVersion> page = engine.listVersions(BUCKET, request);
      lines.addAll(listed(request));
      if (!page.truncated()) {
        return lines;
      }
      ObjectFacts last = page.items().get(page.items().size() - 1).facts();
      request = request.afterVersion(last.key(), last.versionId());
    }
  }
}
