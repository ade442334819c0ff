package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.probe.Probe;
import dev.etagere.core.probe.ProbeReport;
import dev.etagere.local.ListRequest;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** What a location can do is found out, not believed. */
@LocalS3
class ProbeTest {
  private static final int ROUNDS = 5;
  private static final int LARGE = 10_000;
  private static final Guarantees OF_CEPH =
      Guarantees.all()
          .without(Guarantee.DELETE_IF_MATCHES)
          .without(Guarantee.CONDITIONAL_COPY)
          .without(Guarantee.CONDITIONAL_MULTIPART);

  /** So that what the probe takes for large goes in parts. */
  private static Etagere.Builder builder() {
    return Etagere.builder().transfers(LARGE - 1, 5 << 20, 2);
  }

  private static ProbeReport probe(ObjectStore store) {
    List<String> progress = new ArrayList<>();
    ProbeReport report = Probe.run(store, "test", ROUNDS, LARGE, progress::add);
    assertThat(progress).contains(Guarantee.CREATE_IF_ABSENT.words());
    try (Listing left = store.list(ListQuery.all())) {
      assertThat(left.stream().filter(entry -> entry.name().contains("probe"))).isEmpty();
    }
    return report;
  }

  @Test
  void run_memory_everythingHolds() {
    try (ObjectStore store = builder().open(Location.data("mem:/"))) {
      ProbeReport report = probe(store);

      assertThat(report.guarantees()).isEqualTo(Guarantees.all());
      assertThat(report.usable()).isTrue();
      assertThat(report.toString()).contains("yes  create if absent").doesNotContain("NO ");
    }
  }

  @Test
  void run_localS3_everythingHolds(LocalLocation s3) {
    try (ObjectStore store = builder().s3Client(s3.client()).open(location(s3))) {
      ProbeReport report = probe(store);

      assertThat(report.guarantees()).isEqualTo(Guarantees.all());
      assertThat(report.notes()).contains("If-Match with the ETag in quotes: accepted");
      assertEmpty(s3);
    }
  }

  @Test
  void run_ceph_lacksWhatItIgnores() {
    try (S3Client client = CephLocation.client().build();
        ObjectStore store = onCeph(client)) {
      ProbeReport report = probe(store);

      assertThat(report.guarantees()).isEqualTo(OF_CEPH);
      assertThat(report.usable()).isTrue();
      assertThat(report.notes())
          .contains("If-Match with the ETag without quotes: accepted")
          .anyMatch(note -> note.startsWith("If-Match with the ETag in quotes: 412"));
    }
  }

  @Test
  void run_serviceThatIgnoresConditions_isNotUsable(LocalLocation s3) {
    try (S3Client client = Liar.client(s3.clientBuilder(), path -> true);
        ObjectStore store = builder().s3Client(client).open(location(s3))) {
      ProbeReport report = probe(store);

      assertThat(report.usable()).isFalse();
      assertThat(report.guarantees().held())
          .doesNotContain(
              Guarantee.CREATE_IF_ABSENT,
              Guarantee.REPLACE_IF_MATCHES,
              Guarantee.DELETE_IF_MATCHES,
              Guarantee.CONDITIONAL_COPY,
              Guarantee.CONDITIONAL_MULTIPART);
      assertEmpty(s3);
    }
  }

  @Test
  void run_serviceThatFailsOnlyInRaces_isNotUsable(LocalLocation s3) {
    try (S3Client client = Liar.client(s3.clientBuilder(), path -> path.contains("-race-"));
        ObjectStore store = builder().s3Client(client).open(location(s3))) {
      ProbeReport report = probe(store);

      assertThat(report.usable()).isFalse();
      assertThat(report.findings())
          .filteredOn(finding -> !finding.held())
          .hasSize(2)
          .allMatch(finding -> finding.seen().contains("more or less than one winner"));
    }
  }

  @Test
  void open_verifiedServiceThatIgnoresConditions_isRefusedWithTheReport(LocalLocation s3) {
    for (Predicate<String> lies :
        List.<Predicate<String>>of(p -> true, p -> p.contains("-race-"))) {
      try (S3Client client = Liar.client(s3.clientBuilder(), lies)) {
        Etagere.Builder verifying = Etagere.builder().s3Client(client).verify();

        assertThatThrownBy(() -> verifying.open(location(s3)))
            .isInstanceOf(UnsupportedException.class)
            .hasMessageContaining(location(s3).toString())
            .hasMessageContaining("NO   create if absent")
            .hasMessageContaining("NO   replace if it matches");
        assertEmpty(s3);
      }
    }
  }

  @Test
  void open_verifiedGoodService_opensAndLeavesNothing(LocalLocation s3) {
    try (ObjectStore store = Etagere.builder().s3Client(s3.client()).verify().open(location(s3))) {
      assertEmpty(s3);
      assertThat(store.guarantees()).isEqualTo(Guarantees.all());
      store.create("key", Content.of("value"));
    }
  }

  @Test
  void open_verifiedCeph_knowsWhatItLacks() {
    try (S3Client client = CephLocation.client().build();
        ObjectStore store =
            Etagere.builder()
                .s3Client(client)
                .verify()
                .open(Location.data("s3://" + CephLocation.BUCKET))) {
      assertThat(store.guarantees()).isEqualTo(OF_CEPH);
    }
  }

  @Test
  void conditions_cephWithoutAWordOnWhatItLacks_areRefusedAndNothingIsChanged() {
    try (S3Client client = CephLocation.client().build();
        ObjectStore store = onCeph(client)) {
      store.delete("probe-test/a");
      store.delete("probe-test/b");
      Version first = store.create("probe-test/a", Content.of("1"));
      Version second = store.replace("probe-test/a", Content.of("2"), first);
      store.put("probe-test/b", Content.of("b"));

      for (Version version : List.of(first, second)) {
        Precondition matches = Precondition.matches(version);
        assertUnsupported(store, () -> store.delete("probe-test/a", matches));
        assertUnsupported(store, () -> store.copy("probe-test/b", "probe-test/a", matches));
        assertUnsupported(
            store, () -> store.put("probe-test/a", Content.of(new byte[LARGE]), matches));
      }
      store.delete("probe-test/a");
      assertThat(store.get("probe-test/a")).isEmpty();
    }
  }

  private static void assertUnsupported(
      ObjectStore store, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("probe-test/a");
    assertThat(store.get("probe-test/a").orElseThrow().asString()).isEqualTo("2");
  }

  private static ObjectStore onCeph(S3Client client) {
    return builder().s3Client(client).open(Location.data("s3://" + CephLocation.BUCKET));
  }

  private static Location location(LocalLocation s3) {
    return Location.data("s3://" + s3.bucket());
  }

  private static void assertEmpty(LocalLocation s3) {
    assertThat(s3.engine().list(s3.bucket(), ListRequest.all()).items()).isEmpty();
    assertThat(s3.engine().listUploads(s3.bucket(), ListRequest.all()).items()).isEmpty();
  }
}
