package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreProvider;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.s3.FakeS3.Reply;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class S3ProviderTest {
  private final FakeS3 s3 = new FakeS3();

  @Test
  void serviceLoader_s3_findsTheProvider() {
    assertThat(ServiceLoader.load(StoreProvider.class))
        .anyMatch(p -> p instanceof S3Provider && p.schemes().contains("s3"));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, k",
    "s3://bucket/, k",
    "s3://bucket/a, a/k",
    "s3://bucket/a/, a/k",
    "s3://bucket/a/b%20c/d+e, a/b c/d+e/k",
    "S3://bucket/a, a/k",
    "s3://my.bucket-1/a?lacks=conditional-copy, a/k"
  })
  void open_bucketAndPrefix_makeTheWholeKey(String uri, String whole) {
    StoreBackend backend = open(uri);

    S3Edge edge = backend.edge(S3Edge.class);
    assertThat(edge.keyInBucket("k")).isEqualTo(whole);
    assertThat(edge.bucket()).isEqualTo(uri.contains("my.") ? "my.bucket-1" : "bucket");
    assertThat(backend.edge(String.class)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:bucket", "s3:///prefix", "s3:/bucket", "s3://?region=eu-west-1"})
  void open_noBucket_isRefusedWithTheRightForm(String uri) {
    assertThatThrownBy(() -> open(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).containsAnyOf("s3://bucket", "not a location"));
  }

  @Test
  void open_unknownParameter_isRefused() {
    assertThatThrownBy(() -> open("s3://bucket?pathstyle=true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'pathstyle'")
        .hasMessageContaining("path-style");
  }

  @Test
  void open_lacks_refusesThoseAndLeavesTheObject() {
    ObjectStore store =
        Rig.store(
            Rig.client(s3),
            new FakeAmbient(),
            "?lacks=delete-if-matches,conditional-copy,replace-if-matches",
            s -> s);
    Version version = store.create("k", Content.of("1"));

    assertThat(store.guarantees().held())
        .doesNotContain(
            Guarantee.DELETE_IF_MATCHES, Guarantee.CONDITIONAL_COPY, Guarantee.REPLACE_IF_MATCHES)
        .contains(Guarantee.CREATE_IF_ABSENT, Guarantee.CONDITIONAL_READ);
    int before = s3.requests().size();
    assertThatThrownBy(() -> store.delete("k", Precondition.matches(version)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("'delete if it matches'")
        .hasMessageContaining("'k'");
    assertThatThrownBy(() -> store.replace("k", Content.of("2"), version))
        .isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> store.copy("k", "to", Precondition.absent()))
        .isInstanceOf(UnsupportedException.class);
    assertThat(s3.requests()).hasSize(before);
    assertThat(s3.text("pre/k")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing-known", "", "delete-if-matches,"})
  void open_lacksSomethingUnknown_isRefusedWithTheKnownOnes(String lacks) {
    assertThatThrownBy(() -> open("s3://bucket?lacks=" + lacks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DELETE_IF_MATCHES");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region=eu-west-1",
        "endpoint=http://127.0.0.1:9000",
        "path-style=true",
        "profile=other",
        "lacks=conditional-copy&region=eu-west-1"
      })
  void open_clientBesideWhatWouldMakeOne_isRefusedWithTheWayOut(String query) {
    assertThatThrownBy(() -> open("s3://bucket?" + query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(query.replaceAll("=[^=]*$|.*&", ""))
        .hasMessageContaining("leave out the client");
  }

  @Test
  void open_lacksConditionalReads_asksForNoneAndIsExact() {
    ObjectStore store =
        Rig.store(Rig.client(s3), new FakeAmbient(), "?lacks=conditional-read", s -> s);
    Version first = store.create("k", Content.of("1"));
    // As a cache that takes every condition to mean that nothing changed.
    s3.on(
        r -> r.header("If-None-Match") != null && r.method().equals("GET"), 99, r -> Reply.of(304));

    assertThat(store.getIfChanged("k", first)).isEqualTo(new Refreshed.Unchanged(first));
    assertThat(store.getIfMatches("k", first)).isPresent();
    Version second = store.put("k", Content.of("2"));

    assertThat(store.getIfChanged("k", first))
        .isInstanceOfSatisfying(
            Refreshed.Changed.class, c -> assertThat(c.object().version()).isEqualTo(second));
    assertThatThrownBy(() -> store.getIfMatches("k", first))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.currentVersion()).contains(second));
    store.delete("k");
    assertThat(store.getIfChanged("k", second)).isEqualTo(new Refreshed.Absent());
    assertThat(store.getIfMatches("k", second)).isEmpty();
    assertThat(s3.requests())
        .filteredOn(r -> r.method().equals("GET"))
        .allMatch(r -> r.header("If-Match") == null && r.header("If-None-Match") == null);
  }

  @Test
  void close_callersClient_staysOpen() {
    S3Client client = Rig.client(s3);
    ObjectStore store = Rig.store(client, new FakeAmbient(), "", s -> s);
    store.create("k", Content.of("1"));

    store.close();

    assertThat(client.headObject(r -> r.bucket("bucket").key("pre/k")).contentLength())
        .isEqualTo(1);
  }

  private StoreBackend open(String uri) {
    StoreSettings settings = StoreSettings.defaults().with(S3Client.class, Rig.client(s3));
    return new S3Provider().open(Location.data(uri), settings);
  }
}
