package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.CorruptException;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Refreshed;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.s3.FakeS3.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

@Timeout(60)
class S3ReadsTest {
  private final FakeS3 s3 = new FakeS3();
  private final ObjectStore store = Rig.store(s3);

  /** The SDK would hold on to each body for a minute, to give it up if nobody reads it. */
  @Test
  void get_wasRead_leavesNothingBehindThatHoldsTheBody() {
    List<Object> bodies = new ArrayList<>();
    ObjectStore over = storeThatTells(bodies::add);
    over.create("k", Content.of("1"));

    assertThat(over.get("k")).isPresent();

    assertThat(bodies)
        .singleElement()
        .isInstanceOfSatisfying(
            ResponseInputStream.class, body -> assertThat(body.hasTimeoutTask()).isFalse());
  }

  @Test
  void get_interruptedWhenTheAnswerCame_saysSoAndKeepsTheInterrupt() {
    ObjectStore over = storeThatTells(body -> Thread.currentThread().interrupt());
    over.create("k", Content.of("1"));

    assertThatThrownBy(() -> over.get("k")).isInstanceOf(UnavailableException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void open_interruptedWhileItIsRead_throwsWhatStreamsThrow() throws Exception {
    store.create("k", Content.of("12345"));

    try (ObjectStream range = store.open("k", ByteRange.from(1)).orElseThrow()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(range::available).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> range.skip(1)).isInstanceOf(IOException.class);
      assertThatThrownBy(range::read).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Tells of each answer to a GET, before its body is read. */
  private ObjectStore storeThatTells(Consumer<Object> listener) {
    S3Client telling =
        new DelegatingS3Client(Rig.client(s3)) {
          @Override
          public <R> R getObject(
              GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
            R body = super.getObject(request, transformer);
            listener.accept(body);
            return body;
          }
        };
    return Rig.store(telling, new FakeAmbient(), "", s -> s);
  }

  @Test
  void getIfMatches_serviceThatIgnoresIt_isStillAConflict() {
    Version first = store.create("k", Content.of("1"));
    Version second = store.replace("k", Content.of("2"), first);
    s3.ignore(FakeS3.method("GET"), "If-Match");

    assertThatThrownBy(() -> store.getIfMatches("k", first))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.currentVersion()).contains(second));
    assertThat(store.getIfMatches("k", second)).isPresent();
  }

  @Test
  void getIfChanged_serviceThatIgnoresIt_isStillUnchanged() {
    Version first = store.create("k", Content.of("1"));
    s3.ignore(FakeS3.method("GET"), "If-None-Match");

    assertThat(store.getIfChanged("k", first)).isEqualTo(new Refreshed.Unchanged(first));
    store.replace("k", Content.of("2"), first);
    assertThat(store.getIfChanged("k", first)).isInstanceOf(Refreshed.Changed.class);
  }

  @Test
  void conditionalReads_bareETagsWanted_findOut() {
    s3.wantBareETags();
    Version first = store.create("k", Content.of("1"));

    assertThat(store.getIfMatches("k", first)).isPresent();
    assertThat(store.getIfChanged("k", first)).isEqualTo(new Refreshed.Unchanged(first));
    assertThat(s3.methods()).containsExactly("PUT", "GET", "HEAD", "GET", "GET");
  }

  @Test
  void getIfMatches_refusedForeverThoughItHolds_endsAtTheDeadline() {
    Version first = store.create("k", Content.of("1"));
    s3.on(FakeS3.method("GET"), 9_999, r -> Reply.error(412, "PreconditionFailed"));

    assertThatThrownBy(() -> store.within(Duration.ofMinutes(30)).getIfMatches("k", first))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void getIfChanged_answered412AsSomeDo_isJudgedByALook() {
    Version first = store.create("k", Content.of("1"));
    s3.on(FakeS3.method("GET"), 1, r -> Reply.error(412, "PreconditionFailed"));

    assertThat(store.getIfChanged("k", first)).isEqualTo(new Refreshed.Unchanged(first));

    Version second = store.replace("k", Content.of("2"), first);
    s3.on(FakeS3.method("GET"), 1, r -> Reply.error(412, "PreconditionFailed"));
    assertThat(store.getIfChanged("k", first))
        .isInstanceOfSatisfying(
            Refreshed.Changed.class, c -> assertThat(c.object().version()).isEqualTo(second));
  }

  @Test
  void open_rangeAfterTheEnd_isEmptyAndTellsTheSize() throws IOException {
    store.create("k", Content.of("12345"));
    s3.on(FakeS3.method("GET"), 1, r -> Reply.error(416, "InvalidRange"));

    try (ObjectStream in = store.open("k", ByteRange.from(9)).orElseThrow()) {
      assertThat(in.readAllBytes()).isEmpty();
      assertThat(in.info().size()).isEqualTo(5);
    }
    assertThat(s3.requests().get(1).header("Range")).isEqualTo("bytes=9-");
  }

  @Test
  void get_damagedAtTheService_isCorrupt() {
    store.create("k", Content.of("12345"));
    s3.damage("pre/k");

    assertThatThrownBy(() -> store.get("k")).isInstanceOf(CorruptException.class);
  }

  @Test
  void download_partsDamagedAtTheService_isCorrupt(@TempDir Path dir) throws IOException {
    ObjectStore inParts = Rig.storeInParts(s3, new FakeAmbient());
    inParts.create("k", Content.of("12345"));
    s3.on(
        FakeS3.method("GET"),
        1,
        r -> ranged(s3.serve(r))); // the first one only looks, one byte of it
    assertThat(inParts.download("k", dir.resolve("f")).size()).isEqualTo(5);
    assertThat(Files.readString(dir.resolve("f"))).isEqualTo("12345");

    s3.damage("pre/k");
    assertThatThrownBy(() -> inParts.download("k", dir.resolve("f")))
        .isInstanceOf(CorruptException.class);
    assertThat(Files.readString(dir.resolve("f"))).isEqualTo("12345");
  }

  private static Reply ranged(Reply whole) {
    Map<String, String> headers = new java.util.TreeMap<>(whole.headers());
    headers.put("Content-Range", "bytes 0-0/" + whole.body().length);
    return new Reply(206, headers, new byte[] {whole.body()[0]});
  }

  @Test
  void list_objectNamedLikeThePrefix_isLeftOut() {
    s3.set("pre/", "");
    s3.set("pre/a", "1");
    s3.set("pre/b", "22");
    s3.set("another/c", "3");

    assertThat(store.list(ListQuery.all())).extracting(ListEntry::name).containsExactly("a", "b");
  }

  @Test
  void list_version_isThatOfTheETag() {
    Version version = store.create("k", Content.of("1"));

    assertThat(store.list(ListQuery.all()).objects().map(ListEntry.ObjectEntry::version))
        .containsExactly(version);
  }
}
