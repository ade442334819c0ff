package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.UnsupportedException;
import dev.etagere.replication.CopyOptions.Overwrite;
import dev.etagere.replication.Finding.Check;
import dev.etagere.replication.Finding.Severity;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.ReplicatedPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** Over two local S3s that really keep versions and replicate to each other. */
class LocalReplicationTest {
  /** The one the local S3 tells of. */
  private static final String ROLE = "arn:aws:iam::000000000000:role/replication";

  private final ReplicatedPair pair = ReplicatedPair.start();
  private final Site a = site("A", pair.primary());
  private final Site b = site("B", pair.secondary());

  @AfterEach
  void close() {
    pair.close();
  }

  private static Site site(String name, LocalLocation at) {
    return Site.of(
        name, Location.data("s3://" + at.bucket() + "/p"), at.client(), Ambient.system());
  }

  private DoctorReport examine() throws InterruptedException {
    return new Doctor(a, b, Duration.ofSeconds(20), true).run(what -> {});
  }

  @Test
  void doctor_pairThatReplicates_measuresBothWaysAndLeavesNothing() throws InterruptedException {
    DoctorReport report = examine();

    assertThat(report.findings()).noneMatch(f -> f.severity() == Severity.ERROR);
    assertThat(report.findings())
        .filteredOn(f -> f.severity() == Severity.OK)
        .extracting(Finding::check)
        .contains(Check.VERSIONING, Check.RULE, Check.DELETE_MARKERS, Check.CONDITIONS)
        .contains(Check.LAG, Check.LAG_OF_DELETES);
    pair.awaitReplicated();
    for (LocalLocation at : List.of(pair.primary(), pair.secondary())) {
      var left = at.client().listObjectVersions(r -> r.bucket(at.bucket()));
      assertThat(left.versions()).isEmpty();
      assertThat(left.deleteMarkers()).isEmpty();
    }
  }

  @Test
  void setupOneWayCopyDiffSetup_bareBuckets_areTwoLocations() throws InterruptedException {
    String key = "p/there before";
    LocalLocation eu = pair.primary();
    LocalLocation us = pair.secondary();
    for (LocalLocation at : List.of(eu, us)) {
      at.client().deleteBucketReplication(r -> r.bucket(at.bucket()));
    }
    eu.client().putObject(r -> r.bucket(eu.bucket()).key(key), RequestBody.fromString("x"));
    new ReplicationSetup(a, b, SetupOptions.of(ROLE).withOneWay(true)).run(done -> {});
    eu.client().putObject(r -> r.bucket(eu.bucket()).key("p/later"), RequestBody.fromString("y"));
    pair.awaitReplicated();
    assertThat(new Diff(a, b, false).run(d -> {}, keys -> {}).missingAtB()).isEqualTo(1);

    CopySummary copied = new Copier(a, b, CopyOptions.defaults(), CopyListener.NONE).run();

    assertThat(copied.outcomes()).isEqualTo(Map.of(Outcome.COPIED, 1L, Outcome.EQUAL, 1L));
    assertThat(new Diff(a, b, false).run(d -> {}, keys -> {}).allEqual()).isTrue();
    ReplicationSetup both = new ReplicationSetup(a, b, SetupOptions.of(ROLE));
    assertThat(both.run(done -> {})).isEqualTo(1);
    assertThat(both.run(done -> {})).isZero();
    assertThat(examine().findings())
        .noneMatch(f -> f.severity() == Severity.ERROR)
        .filteredOn(f -> f.severity() == Severity.OK)
        .extracting(Finding::check)
        .contains(Check.VERSIONING, Check.RULE, Check.DELETE_MARKERS, Check.LAG);
    assertThatThrownBy(() -> new Copier(a, b, CopyOptions.defaults(), CopyListener.NONE).run())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("B replicates to A");
    us.client().deleteObject(r -> r.bucket(us.bucket()).key("p/later"));
    pair.awaitReplicated();
    assertThat(new Diff(a, b, false).run(d -> {}, keys -> {}))
        .isEqualTo(new DiffSummary(1, 1, 0, 0, 0, 0));
  }

  @Test
  void copy_deletedAtB_isLeftSo() throws InterruptedException {
    pair.replication().close();
    LocalLocation from = pair.primary();
    LocalLocation to = pair.secondary();
    for (LocalLocation at : List.of(from, to)) {
      at.client().putObject(r -> r.bucket(at.bucket()).key("p/k"), RequestBody.fromString("x"));
    }
    to.client().deleteObject(r -> r.bucket(to.bucket()).key("p/k"));
    CopyOptions options = CopyOptions.defaults().withEvenIfReplicatedBack(true);

    assertThat(new Copier(a, b, options, CopyListener.NONE).run().outcomes())
        .isEqualTo(Map.of(Outcome.DELETED_AT_B, 1L));
    assertThat(
            new Copier(a, b, options.withOverwrite(Overwrite.ALWAYS), CopyListener.NONE)
                .run()
                .outcomes())
        .isEqualTo(Map.of(Outcome.COPIED, 1L));
  }
}
