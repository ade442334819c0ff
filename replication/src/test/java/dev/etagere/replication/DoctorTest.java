package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.replication.Finding.Check;
import dev.etagere.replication.Finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;

class DoctorTest {
  private final FakeAmbient ambient = new FakeAmbient();
  private final FakeBucket a = new FakeBucket("bucket-a", "eu-west-1", ambient);
  private final FakeBucket b = new FakeBucket("bucket-b", "us-east-1", ambient);

  DoctorTest() {
    a.peer = b;
    b.peer = a;
    for (FakeBucket bucket : List.of(a, b)) {
      bucket.replication =
          Configurations.of(
              Configurations.rule(bucket == a ? b.name : a.name)
                  .sourceSelectionCriteria(c -> c.replicaModifications(r -> r.status("Enabled"))));
      bucket.lifecycle.add(
          LifecycleRule.builder()
              .status("Enabled")
              .abortIncompleteMultipartUpload(r -> r.daysAfterInitiation(3))
              .noncurrentVersionExpiration(r -> r.noncurrentDays(30))
              .build());
    }
  }

  private DoctorReport examine() throws InterruptedException {
    return new Doctor(a.site("A"), b.site("B"), Duration.ofSeconds(60), true).run(what -> {});
  }

  @Test
  void examine_allIsWell_findsNothingAndMeasuresTheLag() throws InterruptedException {
    DoctorReport report = examine();

    assertThat(report.findings()).allMatch(f -> f.severity() == Severity.OK);
    assertThat(report.worst()).isEqualTo(Severity.OK);
    assertThat(report.findings())
        .extracting(Finding::check)
        .contains(Check.VERSIONING, Check.RULE, Check.DELETE_MARKERS, Check.CONDITIONS);
    // Looked at after 200 ms and 600 ms, and there after 1,400.
    assertThat(report.findings())
        .filteredOn(f -> f.check() == Check.LAG || f.check() == Check.LAG_OF_DELETES)
        .extracting(Finding::where, f -> f.seen().replaceAll(".*took ", ""))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("A -> B", "1.4 s, a single measurement"),
            org.assertj.core.groups.Tuple.tuple("A -> B", "1.4 s"),
            org.assertj.core.groups.Tuple.tuple("B -> A", "1.4 s, a single measurement"),
            org.assertj.core.groups.Tuple.tuple("B -> A", "1.4 s"));
    assertThat(a.isEmpty()).isTrue();
    assertThat(b.isEmpty()).isTrue();
  }

  /** A set-up that is wrong, and how the doctor should see it. */
  record Wrong(
      String what,
      Consumer<DoctorTest> breaking,
      Severity severity,
      Check check,
      String where,
      String seen) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> wrongSetUps() {
    List<Wrong> all = new ArrayList<>();
    all.add(error("no bucket", t -> t.b.exists = false, Check.REACHABLE, "B", "no bucket|NoSuch"));
    all.add(error("never versioned", t -> t.a.versioning = null, Check.VERSIONING, "A", "never"));
    all.add(
        error(
            "versioning suspended",
            t -> t.b.versioning = "Suspended",
            Check.VERSIONING,
            "B",
            "suspended"));
    all.add(
        error("no rule", t -> t.b.replication = null, Check.RULE, "B -> A", "no replication rule"));
    all.add(
        error(
            "rule disabled",
            t ->
                t.a.replication =
                    Configurations.of(Configurations.rule("bucket-b").status("Disabled")),
            Check.RULE,
            "A -> B",
            "disabled"));
    all.add(
        error(
            "rule for another prefix",
            t ->
                t.a.replication =
                    Configurations.of(
                        Configurations.rule("bucket-b").filter(f -> f.prefix("logs/"))),
            Check.RULE,
            "A -> B",
            "only keys under 'logs/'"));
    all.add(
        error(
            "rule for a part of the prefix",
            t ->
                t.a.replication =
                    Configurations.of(
                        Configurations.rule("bucket-b").filter(f -> f.prefix("p/q/"))),
            Check.RULE,
            "A -> B",
            "only keys under 'p/q/'"));
    all.add(
        error(
            "rule for some tags",
            t ->
                t.a.replication =
                    Configurations.of(
                        Configurations.rule("bucket-b")
                            .filter(f -> f.tag(tag -> tag.key("k").value("v")))),
            Check.RULE,
            "A -> B",
            "certain tags"));
    all.add(
        error(
            "rule to another bucket",
            t -> t.a.replication = Configurations.to("bucket-c"),
            Check.RULE,
            "A -> B",
            "no rule leads to bucket bucket-b.*bucket-c"));
    all.add(
        error(
            "delete markers left out",
            t ->
                t.b.replication =
                    Configurations.of(
                        Configurations.rule("bucket-a")
                            .deleteMarkerReplication(d -> d.status("Disabled"))),
            Check.DELETE_MARKERS,
            "B -> A",
            "leaves delete markers out"));
    all.add(
        error(
            "a rule of higher priority leaves delete markers out",
            t ->
                t.b.replication =
                    Configurations.of(
                        Configurations.rule("bucket-a"),
                        Configurations.rule("bucket-a")
                            .id("later")
                            .priority(2)
                            .deleteMarkerReplication(d -> d.status("Disabled"))),
            Check.DELETE_MARKERS,
            "B -> A",
            "'later' leaves delete markers out"));
    all.add(
        warning(
            "KMS by default", t -> t.b.encryption = "aws:kms", Check.ENCRYPTION, "B", "aws:kms"));
    all.add(
        error(
            "KMS objects left out",
            t -> t.a.encryption = "aws:kms:dsse",
            Check.ENCRYPTION,
            "A -> B",
            "leaves such objects out"));
    all.add(
        warning(
            "the replica's ETag differs",
            t -> t.b.encryption = "aws:kms",
            Check.ENCRYPTION,
            "A -> B",
            "another ETag"));
    all.add(
        warning("one region", t -> t.b.region = "eu-west-1", Check.REGION, "both", "eu-west-1"));
    all.add(
        warning(
            "clock off by a minute",
            t -> t.a.clockAhead = Duration.ofMinutes(1),
            Check.CLOCK,
            "A",
            "60 s behind"));
    all.add(
        error(
            "clock off by much",
            t -> t.b.clockAhead = Duration.ofMinutes(-14),
            Check.CLOCK,
            "B",
            "840 s ahead"));
    all.add(
        warning(
            "the services' clocks are apart",
            t -> t.b.clockAhead = Duration.ofSeconds(5),
            Check.CLOCK,
            "both",
            "5 s apart"));
    for (String action : List.of("s3:PutObject", "s3:GetObject", "s3:DeleteObject")) {
      all.add(
          error("may not " + action, t -> t.b.denied.add(action), Check.PERMISSION, "B", action));
    }
    all.add(
        warning(
            "may not abort uploads",
            t -> t.a.denied.add("s3:AbortMultipartUpload"),
            Check.PERMISSION,
            "A",
            "s3:AbortMultipartUpload"));
    all.add(
        error(
            "conditions ignored",
            t -> t.a.ignoresConditions = true,
            Check.CONDITIONS,
            "A",
            "conditions are ignored"));
    all.add(
        warning(
            "rules unreadable",
            t -> t.a.denied.add("s3:GetReplicationConfiguration"),
            Check.RULE,
            "A -> B",
            "could not be read"));
    all.add(
        warning(
            "slow", t -> t.a.lag = Duration.ofMinutes(5), Check.LAG, "A -> B", "within 60.0 s"));
    all.add(
        error(
            "the role may not",
            t -> {
              t.a.lag = Duration.ofDays(1);
              t.a.replicationStatus = "FAILED";
            },
            Check.LAG,
            "A -> B",
            "replication failed"));
    all.add(
        error(
            "no rule takes it",
            t -> {
              t.a.lag = Duration.ofDays(1);
              t.a.replicationStatus = null;
            },
            Check.LAG,
            "A -> B",
            "no rule took it"));
    all.add(
        warning(
            "retention by default",
            t ->
                t.a.lock =
                    ObjectLockConfiguration.builder()
                        .objectLockEnabled("Enabled")
                        .rule(r -> r.defaultRetention(d -> d.days(1).mode("COMPLIANCE")))
                        .build(),
            Check.OBJECT_LOCK,
            "A",
            "keeps every new version"));
    all.add(
        warning(
            "objects expire",
            t ->
                t.b.lifecycle.add(
                    LifecycleRule.builder().status("Enabled").expiration(e -> e.days(7)).build()),
            Check.LIFECYCLE,
            "B",
            "deletes objects"));
    all.add(
        hint(
            "uploads kept",
            t -> t.a.lifecycle.clear(),
            Check.LIFECYCLE,
            "A",
            "unfinished uploads"));
    all.add(
        hint(
            "probes cannot be removed for good",
            t -> t.a.denied.add("s3:DeleteObjectVersion"),
            Check.LEFT_BEHIND,
            "both",
            "old versions of 'p/.etagere-doctor-"));
    return all.stream();
  }

  private static Wrong error(
      String what, Consumer<DoctorTest> breaking, Check check, String where, String seen) {
    return new Wrong(what, breaking, Severity.ERROR, check, where, seen);
  }

  private static Wrong warning(
      String what, Consumer<DoctorTest> breaking, Check check, String where, String seen) {
    return new Wrong(what, breaking, Severity.WARNING, check, where, seen);
  }

  private static Wrong hint(
      String what, Consumer<DoctorTest> breaking, Check check, String where, String seen) {
    return new Wrong(what, breaking, Severity.HINT, check, where, seen);
  }

  @ParameterizedTest
  @MethodSource("wrongSetUps")
  void examine_wrongSetUp_isFoundWithItsRemedy(Wrong wrong) throws InterruptedException {
    wrong.breaking().accept(this);

    DoctorReport report = examine();

    assertThat(report.findings())
        .anySatisfy(
            f -> {
              assertThat(f.severity()).isEqualTo(wrong.severity());
              assertThat(f.check()).isEqualTo(wrong.check());
              assertThat(f.where()).isEqualTo(wrong.where());
              assertThat(f.seen()).containsPattern(wrong.seen());
              assertThat(f.remedy()).isNotBlank();
            });
    assertThat(report.worst()).isGreaterThanOrEqualTo(wrong.severity());
  }

  @Test
  void examine_oneBucketTwice_isAnError() throws InterruptedException {
    DoctorReport report =
        new Doctor(a.site("A"), a.site("B"), Duration.ofSeconds(1), true).run(what -> {});

    assertThat(report.findings())
        .anyMatch(f -> f.severity() == Severity.ERROR && f.seen().contains("both are bucket"));
  }

  @Test
  void examine_otherPrefix_isAnError() throws InterruptedException {
    Site other = Site.of("B", dev.etagere.core.Location.data("s3://bucket-b/q"), b, ambient);

    DoctorReport report = new Doctor(a.site("A"), other, Duration.ofSeconds(1), false).run(w -> {});

    assertThat(report.findings())
        .anyMatch(f -> f.severity() == Severity.ERROR && f.seen().contains("prefixes differ"));
  }

  @Test
  void examine_withoutProbes_writesNothing() throws InterruptedException {
    for (String action : List.of("s3:PutObject", "s3:DeleteObject")) {
      a.denied.add(action);
      b.denied.add(action);
    }

    DoctorReport report =
        new Doctor(a.site("A"), b.site("B"), Duration.ofSeconds(1), false).run(what -> {});

    assertThat(report.worst()).isEqualTo(Severity.OK);
  }

  @Test
  void examine_retention_writesNothingToEither() throws InterruptedException {
    a.lock =
        ObjectLockConfiguration.builder()
            .objectLockEnabled("Enabled")
            .rule(r -> r.defaultRetention(d -> d.days(1).mode("COMPLIANCE")))
            .build();
    a.denied.add("s3:PutObject");

    assertThat(examine().findings())
        .noneMatch(f -> f.check() == Check.PERMISSION || f.check() == Check.LAG);
  }
}
