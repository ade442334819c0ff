package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@EnumSource(Kind.class)
class ReplicationTest {
  private static final String EU = "orders-eu";
  private static final String US = "orders-us";
  private static final Duration LONG = Duration.ofSeconds(30);

  @Parameter Kind kind;
  @TempDir Path directory;
  private final AtomicBoolean usReachable = new AtomicBoolean(true);
  private LocalEngine eu;
  private LocalEngine us;
  private Replication replication;

  @BeforeEach
  void open() {
    eu = kind.open(directory.resolve("eu"));
    us = kind.open(directory.resolve("us"));
    make(eu, EU);
    make(us, US);
    replication = start();
    both(ReplicationRule.to(US), ReplicationRule.to(EU));
  }

  private static void make(LocalEngine engine, String bucket) {
    engine.createBucket(bucket);
    engine.setVersioning(bucket, Versioning.ENABLED);
  }

  private Replication start() {
    return Replication.builder().site("eu", eu).site("us", us, usReachable::get).seed(1).start();
  }

  private void both(ReplicationRule toUs, ReplicationRule toEu) {
    eu.setReplication(EU, new ReplicationSettings("role", List.of(toUs)));
    us.setReplication(US, new ReplicationSettings("role", List.of(toEu)));
  }

  @AfterEach
  void close() {
    replication.close();
    eu.close();
    us.close();
  }

  private static ObjectFacts put(LocalEngine engine, String bucket, String key, byte[] bytes) {
    Headers headers =
        Headers.builder().contentType("text/x").metadata(Map.of("who", bucket)).build();
    try {
      return engine.put(
          bucket, key, new java.io.ByteArrayInputStream(bytes), PutRequest.of(headers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectFacts put(LocalEngine engine, String bucket, String key, String text) {
    return put(engine, bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(LocalEngine engine, String bucket, String key) {
    try (OpenedObject opened = engine.get(bucket, key, ReadIf.always(), null)) {
      return opened.body().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(LocalEngine engine, String bucket, String key) {
    return new String(bytes(engine, bucket, key), StandardCharsets.UTF_8);
  }

  private static ErrorCode missing(LocalEngine engine, String bucket, String key) {
    return EngineFixture.codeOf(() -> engine.head(bucket, key, ReadIf.always()));
  }

  private ObjectFacts head(LocalEngine engine, String bucket, String key) {
    return engine.head(bucket, key, ReadIf.always());
  }

  @Test
  void put_isReplicatedAsItIs() throws Exception {
    byte[] large = EngineFixture.random(300_000, 1);
    ObjectFacts written = put(eu, EU, "k", large);
    assertThat(written.replication()).isEqualTo(ReplicationStatus.PENDING);

    replication.awaitReplicated(LONG);

    ObjectFacts replica = head(us, US, "k");
    assertThat(replica.withSequence(0).withReplication(null))
        .isEqualTo(written.withSequence(0).withReplication(null));
    assertThat(replica.replication()).isEqualTo(ReplicationStatus.REPLICA);
    assertThat(head(eu, EU, "k").replication()).isEqualTo(ReplicationStatus.COMPLETED);
    assertThat(bytes(us, US, "k")).isEqualTo(large);
    // It did not come back.
    assertThat(us.look(Tables::outgoingCount)).isZero();
    assertThat(eu.listVersions(EU, ListRequest.all()).items()).hasSize(1);
  }

  @Test
  void upload_inParts_isReplicatedInTheseParts() throws Exception {
    String id = eu.createUpload(EU, "k", Headers.none());
    byte[] first = EngineFixture.random(5 << 20, 1);
    List<CompletedPart> parts = new ArrayList<>();
    for (byte[] bytes : List.of(first, new byte[] {7})) {
      PutRequest request = PutRequest.of(Headers.none());
      int number = parts.size() + 1;
      PartFacts part = eu.uploadPart(EU, "k", id, number, new ByteArrayInputStream(bytes), request);
      parts.add(new CompletedPart(number, part.etag()));
    }
    eu.completeUpload(EU, "k", id, parts, If.none());

    replication.awaitReplicated(LONG);

    try (OpenedObject second = us.getPart(US, "k", null, ReadIf.always(), 2)) {
      assertThat(second.body().readAllBytes()).containsExactly(7);
    }
  }

  @Test
  void replica_goesNoFurther() throws Exception {
    replication.pause("us");
    put(eu, EU, "k", "v");
    for (int i = 0; i < 3_000 && replication.pending("eu") > 0; i++) {
      Thread.sleep(10);
    }

    assertThat(text(us, US, "k")).isEqualTo("v");
    assertThat(replication.pending("us")).isZero();
    replication.resume("us");
  }

  @Test
  void before_theRule_nothingIsReplicated() throws Exception {
    eu.deleteReplication(EU);
    ObjectFacts early = put(eu, EU, "early", "x");
    both(ReplicationRule.to(US), ReplicationRule.to(EU));
    put(eu, EU, "late", "y");

    replication.awaitReplicated(LONG);

    assertThat(early.replication()).isNull();
    assertThat(missing(us, US, "early")).isEqualTo(ErrorCode.NO_SUCH_KEY);
    assertThat(text(us, US, "late")).isEqualTo("y");
  }

  @Test
  void rule_withPrefixOrDisabled_choosesKeys() throws Exception {
    both(ReplicationRule.to(US).under("in/"), ReplicationRule.to(EU));
    put(eu, EU, "in/k", "x");
    put(eu, EU, "out/k", "y");

    replication.awaitReplicated(LONG);

    assertThat(text(us, US, "in/k")).isEqualTo("x");
    assertThat(missing(us, US, "out/k")).isEqualTo(ErrorCode.NO_SUCH_KEY);
  }

  @Test
  void deleteMarkers_areReplicatedOnlyIfTheRuleSaysSo() throws Exception {
    put(eu, EU, "k", "x");
    replication.awaitReplicated(LONG);
    eu.delete(EU, "k", If.none());
    replication.awaitReplicated(LONG);
    assertThat(text(us, US, "k")).isEqualTo("x");

    both(ReplicationRule.to(US).withDeleteMarkers(), ReplicationRule.to(EU).withDeleteMarkers());
    String marker = eu.delete(EU, "k", null, If.none()).versionId();
    replication.awaitReplicated(LONG);

    assertThat(missing(us, US, "k")).isEqualTo(ErrorCode.NO_SUCH_KEY);
    assertThat(us.listVersions(US, ListRequest.all()).items().get(0).facts().versionId())
        .isEqualTo(marker);
    // Deletes by version are never replicated, whatever the rule.
    eu.delete(EU, "k", marker, If.none());
    replication.awaitReplicated(LONG);
    assertThat(missing(us, US, "k")).isEqualTo(ErrorCode.NO_SUCH_KEY);
  }

  @Test
  void both_sidesWriteAtOnce_theNewerIsCurrentOnBoth() throws Exception {
    replication.pause();
    put(eu, EU, "k", "from eu");
    Thread.sleep(5);
    put(us, US, "k", "from us");
    assertThat(replication.pending()).isEqualTo(2);
    replication.resume();

    replication.awaitReplicated(LONG);

    assertThat(text(eu, EU, "k")).isEqualTo("from us");
    assertThat(text(us, US, "k")).isEqualTo("from us");
  }

  @Test
  void older_arrivingLater_doesNotBecomeCurrent() throws Exception {
    replication.pause("eu");
    ObjectFacts older = put(eu, EU, "k", "older");
    Thread.sleep(5);
    put(us, US, "k", "newer");
    replication.resume();

    replication.awaitReplicated(LONG);

    assertThat(text(us, US, "k")).isEqualTo("newer");
    assertThat(us.head(US, "k", older.versionId(), ReadIf.always()).size()).isEqualTo(5);
  }

  @Test
  void unreachable_waitsAndCatchesUp() throws Exception {
    usReachable.set(false);
    for (int i = 0; i < 20; i++) {
      put(eu, EU, "k" + i, "v" + i);
    }
    assertThatThrownBy(() -> replication.awaitReplicated(Duration.ofMillis(200)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("20 from eu")
        .hasMessageContaining("us (not reachable)");
    assertThat(missing(us, US, "k0")).isEqualTo(ErrorCode.NO_SUCH_KEY);
    assertThat(head(eu, EU, "k0").replication()).isEqualTo(ReplicationStatus.PENDING);

    usReachable.set(true);
    replication.awaitReplicated(LONG);

    assertThat(text(us, US, "k19")).isEqualTo("v19");
    assertThat(head(eu, EU, "k0").replication()).isEqualTo(ReplicationStatus.COMPLETED);
  }

  @Test
  void lag_changed_countsForWhatIsUnderWay() throws Exception {
    replication.setLag(Lag.of(Duration.ofHours(1)));
    put(eu, EU, "k", "v");
    assertThatThrownBy(() -> replication.awaitReplicated(Duration.ofMillis(100)))
        .isInstanceOf(IllegalStateException.class);

    replication.setLag(Lag.none());
    replication.awaitReplicated(LONG);

    assertThat(text(us, US, "k")).isEqualTo("v");
  }

  @Test
  void destination_goneOrUnversioned_fails() throws Exception {
    make(us, "third");
    both(ReplicationRule.to("third"), ReplicationRule.to(EU));
    us.deleteBucket("third");
    put(eu, EU, "k", "v");

    replication.awaitReplicated(LONG);

    assertThat(head(eu, EU, "k").replication()).isEqualTo(ReplicationStatus.FAILED);
  }

  @Test
  void rules_withTwoDestinations_areCompletedTogether() throws Exception {
    make(us, "third");
    ReplicationRule first = ReplicationRule.to(US);
    ReplicationRule second = new ReplicationRule("2", 2, true, "", false, "third", "STANDARD_IA");
    eu.setReplication(EU, new ReplicationSettings("role", List.of(first, second)));
    put(eu, EU, "k", "v");

    replication.awaitReplicated(LONG);

    assertThat(text(us, US, "k")).isEqualTo("v");
    assertThat(head(us, "third", "k").headers().storageClass()).isEqualTo("STANDARD_IA");
    assertThat(head(eu, EU, "k").replication()).isEqualTo(ReplicationStatus.COMPLETED);
  }

  @Test
  void settings_areCheckedAndKept() {
    ReplicationSettings settings =
        new ReplicationSettings(
            "arn:aws:iam::1:role/a b",
            List.of(ReplicationRule.to(US).under("ä /%\n").withDeleteMarkers()));
    eu.setReplication(EU, settings);
    assertThat(eu.replication(EU)).isEqualTo(settings);
    assertThat(EngineFixture.codeOf(() -> eu.setVersioning(EU, Versioning.SUSPENDED)))
        .isEqualTo(ErrorCode.INVALID_BUCKET_STATE);
    eu.createBucket("plain");
    us.createBucket("plain-us");
    for (Runnable refused :
        List.<Runnable>of(
            () -> eu.setReplication("plain", settings),
            () -> set(ReplicationRule.to("plain-us")),
            () -> set(ReplicationRule.to("nowhere")),
            () -> set(ReplicationRule.to(EU)))) {
      assertThat(EngineFixture.codeOf(refused::run)).isEqualTo(ErrorCode.INVALID_REQUEST);
    }
    eu.deleteReplication(EU);
    assertThat(EngineFixture.codeOf(() -> eu.replication(EU))).isEqualTo(ErrorCode.NO_REPLICATION);
  }

  private void set(ReplicationRule rule) {
    eu.setReplication(EU, new ReplicationSettings("role", List.of(rule)));
  }

  @Test
  void close_leavesNoThreadAndWhatIsPendingGoesLater() throws Exception {
    replication.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("replication-"));
    put(eu, EU, "k", "v");
    assertThat(replication.pending()).isEqualTo(1);
    if (kind == Kind.DISK) {
      eu.close();
      eu = LocalEngine.onDisk(directory.resolve("eu").resolve("store"), Ambient.system());
    }

    replication = start();
    replication.awaitReplicated(LONG);

    assertThat(text(us, US, "k")).isEqualTo("v");
  }

  /** As after a crash between the delivery and the note of it. */
  @Test
  void delivery_twice_changesNothingAndLeavesNoFile() throws Exception {
    ObjectFacts written = put(eu, EU, "k", EngineFixture.random(300_000, 1));
    replication.awaitReplicated(LONG);
    ObjectFacts replica = head(us, US, "k");

    try (OpenedObject again = eu.get(EU, "k", ReadIf.always(), null)) {
      us.replicate(US, written.withReplication(ReplicationStatus.REPLICA), again.body());
    }

    assertThat(head(us, US, "k")).isEqualTo(replica);
    assertThat(us.listVersions(US, ListRequest.all()).items()).hasSize(1);
    if (kind == Kind.DISK) {
      us.close();
      Leftovers.of(directory.resolve("us").resolve("store")).assertNone();
    }
  }

  @Test
  void version_removedBeforeItWasSent_isNotSent() throws Exception {
    replication.pause();
    ObjectFacts written = put(eu, EU, "k", "v");
    eu.delete(EU, "k", written.versionId(), If.none());
    replication.resume();

    replication.awaitReplicated(LONG);

    assertThat(us.listVersions(US, ListRequest.all()).items()).isEmpty();
  }

  @Test
  void kmsObjects_stayWhereTheyAre() throws Exception {
    eu.setEncryption(EU, BucketEncryption.kms());
    ObjectFacts written = put(eu, EU, "k", "v");

    replication.awaitReplicated(LONG);

    assertThat(written.replication()).isNull();
    assertThat(missing(us, US, "k")).isEqualTo(ErrorCode.NO_SUCH_KEY);
  }

  static List<Long> seeds() {
    Long given = Long.getLong("etagere.seed");
    return given == null ? List.of(1L, 2L, 3L) : List.of(given);
  }

  /** Replay one with {@code -Detagere.seed=N}. In the end both sides hold the very same. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomWrites_onBothSides_converge(long seed) throws Exception {
    both(ReplicationRule.to(US).withDeleteMarkers(), ReplicationRule.to(EU).withDeleteMarkers());
    replication.setLag(Lag.between(Duration.ZERO, Duration.ofMillis(30)));
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      Random random = new Random(seed * 31 + writer);
      boolean atEu = writer % 2 == 0;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 60; i++) {
                  String key = "k" + random.nextInt(3);
                  LocalEngine engine = atEu ? eu : us;
                  String bucket = atEu ? EU : US;
                  if (random.nextInt(4) == 0) {
                    engine.delete(bucket, key, If.none());
                  } else {
                    put(engine, bucket, key, key + " " + random.nextLong());
                  }
                }
              });
      thread.start();
      writers.add(thread);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    replication.awaitReplicated(LONG);

    assertThat(versions(us, US)).as("seed %d", seed).isEqualTo(versions(eu, EU)).hasSize(240);
    for (int i = 0; i < 3; i++) {
      String key = "k" + i;
      assertThat(missing(us, US, key)).as("seed %d", seed).isEqualTo(missing(eu, EU, key));
      if (missing(eu, EU, key) == null) {
        assertThat(text(us, US, key)).as("seed %d", seed).isEqualTo(text(eu, EU, key));
      }
    }
  }

  private static List<String> versions(LocalEngine engine, String bucket) {
    return engine.listVersions(bucket, ListRequest.all()).items().stream()
        .map(each -> each.facts().key() + each.facts().versionId() + each.latest())
        .toList();
  }
}
