package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.Attributes;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.CorruptException;
import dev.etagere.core.Encryption;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Lineage;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.Removal;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class LocalStoreTest extends StoreFixture {
  @Test
  void create_existing_isConflictWithTheCurrentVersion() {
    Version first = store.create("k", Content.of("1"));

    ConflictException conflict =
        catchThrowableOfType(ConflictException.class, () -> store.create("k", Content.of("2")));

    assertThat(conflict.exists()).isTrue();
    assertThat(conflict.currentVersion()).contains(first);
    assertThat(conflict.currentVersion().orElseThrow().lineage()).isEqualTo(first.lineage());
  }

  @Test
  void replace_staleOrGone_isConflict() {
    Version first = store.create("k", Content.of("1"));
    Version second = store.replace("k", Content.of("2"), first);

    ConflictException stale =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace("k", Content.of("3"), first));
    store.delete("k");
    ConflictException gone =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace("k", Content.of("3"), second));

    assertThat(stale.currentVersion()).contains(second);
    assertThat(gone.exists()).isFalse();
  }

  @Test
  void versions_ofWrites_carryTheirLineage() {
    Version first = store.create("k", Content.of("1"));
    Version second = store.replace("k", Content.of("2"), first);
    Version third = store.put("k", Content.of("3"));

    assertThat(first.lineage().reachesDownToAbsent()).isTrue();
    assertThat(second.lineage().reachesDownTo(first)).isTrue();
    assertThat(third.lineage().reachesDownTo(first)).isTrue();
    assertThat(store.get("k").orElseThrow().version().lineage()).isEqualTo(third.lineage());
    assertThat(store.head("k").orElseThrow().version().lineage()).isEqualTo(third.lineage());
  }

  @Test
  void versions_manyWrites_forgetTheOldest() {
    Version first = store.create("k", Content.of("0"));
    Version last = first;
    for (int i = 1; i <= Lineage.CAPACITY; i++) {
      last = store.replace("k", Content.of("" + i), last);
    }

    assertThat(last.lineage().reachesDownTo(first)).isFalse();
  }

  @Test
  void put_onForeignObject_marksWhatWasThere() throws IOException {
    LocalEngine engine = store.edge(LocalEngine.class);
    engine.put("default", "k", EngineFixture.stream("x"), PutRequest.of(Headers.none()));
    Version foreign = store.head("k").orElseThrow().version();

    Version next = store.put("k", Content.of("1"));

    assertThat(foreign.lineage().isUnknown()).isTrue();
    assertThat(next.lineage().reachesDownTo(foreign)).isTrue();
  }

  @Test
  void attributes_all_areKeptAndTheStampIsHidden() {
    Attributes attributes =
        new Attributes("a/b", Map.of("x", "1"), "no-cache", "gzip", "attachment", "de", "0");
    Content content =
        Content.of("v")
            .with(attributes)
            .withAcl("private")
            .withStorageClass("GLACIER")
            .withEncryption(Encryption.kms("key"));

    store.create("k", content);

    ObjectInfo info = store.head("k").orElseThrow();
    assertThat(info.attributes()).isEqualTo(attributes);
    assertThat(info.storageClass()).isEqualTo("GLACIER");
    assertThat(info.encryption()).isEqualTo(Encryption.kms("key"));
    Headers kept = store.edge(LocalEngine.class).head("default", "k", ReadIf.always()).headers();
    assertThat(kept.acl()).isEqualTo("private");
    assertThat(kept.storageClass()).isEqualTo("GLACIER");
    assertThat(kept.encryption()).isEqualTo("aws:kms");
    assertThat(kept.kmsKeyId()).isEqualTo("key");
  }

  @Test
  void get_onCondition_judges() {
    Version first = store.create("k", Content.of("1"));
    Version second = store.replace("k", Content.of("2"), first);

    assertThat(store.getIfMatches("k", second)).isPresent();
    assertThatThrownBy(() -> store.getIfMatches("k", first))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.currentVersion()).contains(second));
    assertThat(store.getIfChanged("k", second)).isInstanceOf(Refreshed.Unchanged.class);
    assertThat(store.getIfChanged("k", first)).isInstanceOf(Refreshed.Changed.class);
    assertThat(store.getIfMatches("none", first)).isEmpty();
    assertThat(store.getIfChanged("none", first)).isInstanceOf(Refreshed.Absent.class);
  }

  @Test
  void open_ranges_areCutAtTheEnd() throws IOException {
    store.create("k", Content.text("0123456789"));

    assertThat(read(new ByteRange(2, 3))).isEqualTo("234");
    assertThat(read(ByteRange.from(8))).isEqualTo("89");
    assertThat(read(new ByteRange(8, 100))).isEqualTo("89");
    assertThat(read(ByteRange.from(10))).isEmpty();
    assertThat(store.open("none", ByteRange.from(1))).isEmpty();
  }

  private String read(ByteRange range) throws IOException {
    try (ObjectStream stream = store.open("k", range).orElseThrow()) {
      assertThat(stream.info().size()).isEqualTo(10);
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void delete_everyCase_saysWhoRemovedIt() {
    Version first = store.create("k", Content.of("1"));
    Version second = store.replace("k", Content.of("2"), first);

    assertThatThrownBy(() -> store.delete("k", Precondition.matches(first)))
        .isInstanceOf(ConflictException.class);
    assertThat(store.delete("k", Precondition.matches(second))).isEqualTo(Removal.REMOVED);
    assertThat(store.delete("k", Precondition.matches(second))).isEqualTo(Removal.ALREADY_ABSENT);
    assertThat(store.delete("k")).isEqualTo(Removal.ALREADY_ABSENT);
  }

  @Test
  void copy_large_isStampedAnew() {
    byte[] bytes = EngineFixture.random(300_000, 1);
    Version from = store.create("from", Content.of(bytes).withMetadata("a", "b"));

    Version copy = store.copy("from", "to", Precondition.absent());

    assertThat(copy).isEqualTo(from);
    assertThat(copy.lineage()).isNotEqualTo(from.lineage());
    assertThat(copy.lineage().reachesDownToAbsent()).isTrue();
    assertThat(store.get("to").orElseThrow().asBytes()).isEqualTo(bytes);
    assertThat(store.head("to").orElseThrow().attributes().metadata()).containsEntry("a", "b");
    assertThatThrownBy(() -> store.copy("from", "to", Precondition.absent()))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> store.copy("none", "to", Precondition.none()))
        .isInstanceOfSatisfying(AbsentException.class, e -> assertThat(e.key()).isEqualTo("none"));
    assertThatThrownBy(() -> store.copy("from", "gone", Precondition.matches(from)))
        .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.exists()).isFalse());
  }

  @Test
  void copy_acl_isTheDefaultAsAtS3() {
    store.create("from", Content.of("1").withAcl("public-read").withStorageClass("STANDARD_IA"));

    store.copy("from", "to", Precondition.absent());

    Headers kept = store.edge(LocalEngine.class).head("default", "to", ReadIf.always()).headers();
    assertThat(kept.acl()).isNull();
    assertThat(kept.storageClass()).isEqualTo("STANDARD_IA");
  }

  @Test
  void copy_ontoItself_addsToTheLineage() {
    Version first = store.create("k", Content.of("1"));

    Version second = store.copy("k", "k", Precondition.matches(first));

    assertThat(second.lineage().reachesDownTo(first)).isTrue();
  }

  @Test
  void list_pages_areSeenUnderThePrefix() {
    try (ObjectStore part = open(uri("?prefix=my/own"))) {
      IntStream.range(0, 25).forEach(i -> part.create("k" + (100 + i), Content.of("" + i)));
      part.create("z/1", Content.of("1"));
      part.create("z/2", Content.of("1"));
      store.create("my/own", Content.of("beside"));
      store.create("my/owner", Content.of("beside"));

      List<String> names =
          names(part, ListQuery.all().withDelimiter("/").withPageSize(7).withStartAfter("k103"));

      assertThat(names).hasSize(22).startsWith("k104").endsWith("k124", "z/").isSorted();
      assertThat(names(part, ListQuery.under("z/"))).containsExactly("z/1", "z/2");
      assertThat(names(store, ListQuery.under("my/own/z"))).hasSize(2);
    }
  }

  private static List<String> names(ObjectStore store, ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListEntry::name).collect(Collectors.toList());
    }
  }

  @Test
  void list_entries_haveVersionsForConditions() {
    Version written = store.create("k", Content.of("1"));
    try (Listing listing = store.list(ListQuery.all())) {
      ListEntry.ObjectEntry entry = (ListEntry.ObjectEntry) listing.iterator().next();

      assertThat(entry.version()).isEqualTo(written);
      assertThat(entry.size()).isEqualTo(1);
      store.replace("k", Content.of("2"), entry.version());
    }
  }

  @Test
  void update_byManyThreads_isExact() {
    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i ->
                store.update(
                    "n", () -> Content.of("0"), c -> Content.of(Integer.toString(number(c) + 1))));

    assertThat(store.get("n").orElseThrow().asString()).isEqualTo("200");
  }

  private static int number(Content content) {
    try (InputStream in = content.body().open()) {
      return Integer.parseInt(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void upload_file_isDownloadedAndVerified() throws IOException {
    byte[] bytes = EngineFixture.random(20 << 20, 1);
    Path file = Files.write(directory.resolve("file"), bytes);
    Version version = store.upload("k", file, Precondition.absent());

    ObjectInfo info = store.download("k", directory.resolve("copy"));

    assertThat(info.version()).isEqualTo(version);
    assertThat(directory.resolve("copy")).hasBinaryContent(bytes);
  }

  @Test
  void put_streamOfWrongLength_isProgrammersErrorAndStoresNothing() {
    assertThatThrownBy(() -> store.create("k", Content.stream(stream(100), 99)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.create("k", Content.stream(stream(100), 101)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.get("k")).isEmpty();
    store.create("k", Content.stream(stream(100)));
    assertThat(store.get("k").orElseThrow().asBytes()).hasSize(100);
  }

  private static InputStream stream(int size) {
    return new ByteArrayInputStream(new byte[size]);
  }

  @Test
  void put_deadlinePassesWhileTheBodyComes_storesNothing() {
    InputStream endless =
        new ByteArrayInputStream(new byte[100]) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            reset();
            return super.read(buffer, offset, length);
          }
        };

    assertThatThrownBy(() -> store.within(Duration.ofMillis(50)).put("k", Content.stream(endless)))
        .isInstanceOf(UnavailableException.class);
    assertThat(store.get("k")).isEmpty();
  }

  @Test
  void put_ownName_isRefused() {
    assertThatThrownBy(() -> store.create("k", Content.of("v").withMetadata("etagere", "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.get("k")).isEmpty();
  }

  @Test
  void anyCall_interrupted_isUnavailableAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store.head("k")).isInstanceOf(UnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store.create("k", Content.of("v")))
        .isInstanceOf(UnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.get("k")).isEmpty();
  }

  @Test
  void bucket_deletedUnderIt_isAccessError() {
    store.edge(LocalEngine.class).deleteBucket("default");

    assertThatThrownBy(() -> store.get("k")).isInstanceOf(AccessException.class);
    assertThatThrownBy(() -> store.create("k", Content.of("v")))
        .isInstanceOf(AccessException.class);
  }

  @Test
  void guarantees_all_hold() {
    assertThat(store.guarantees().held()).containsExactlyInAnyOrder(Guarantee.values());
  }

  @Test
  void get_damagedBytes_isCorrupt() throws IOException {
    if (kind == Kind.MEMORY) {
      return;
    }
    store.create("k", Content.of(new byte[100_000]));
    try (Stream<Path> files = Files.walk(directory.resolve("store/bodies"))) {
      Path body = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      byte[] damaged = new byte[100_000];
      damaged[5] = 1;
      Files.write(body, damaged);
    }

    assertThatThrownBy(() -> store.get("k")).isInstanceOf(CorruptException.class);
  }
}
