package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etagere.core.AccessException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.replication.Finding.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ReplicationRule;

class ReplicationSetupTest {
  private static final String OTHER_ROLE = "arn:aws:iam::123456789012:role/other";
  private static final SetupOptions OPTIONS = SetupOptions.of(Configurations.ROLE);

  private final FakeAmbient ambient = new FakeAmbient();
  private final FakeBucket a = new FakeBucket("bucket-a", "eu-west-1", ambient);
  private final FakeBucket b = new FakeBucket("bucket-b", "us-east-1", ambient);

  ReplicationSetupTest() {
    a.peer = b;
    b.peer = a;
    a.versioning = null;
    b.versioning = null;
  }

  private ReplicationSetup setup(SetupOptions options) {
    return new ReplicationSetup(a.site("A"), b.site("B"), options);
  }

  @Test
  void run_onBareBuckets_makesWhatTheDoctorFindsWell() throws InterruptedException {
    List<String> done = new ArrayList<>();

    assertThat(setup(OPTIONS).run(done::add)).isEqualTo(4);

    assertThat(done).hasSize(4);
    DoctorReport report =
        new Doctor(a.site("A"), b.site("B"), Duration.ofSeconds(60), true).run(what -> {});
    assertThat(report.findings()).allMatch(f -> f.severity().compareTo(Severity.HINT) <= 0);
    assertThat(setup(OPTIONS).run(done::add)).isZero();
    assertThat(a.writes + b.writes).isEqualTo(4);
  }

  @Test
  void run_rulesOfOthers_areKept() {
    ReplicationRule others = Configurations.rule("archive").id("archive").priority(7).build();
    a.versioning = "Enabled";
    a.replication = Configurations.of(others.toBuilder());

    setup(OPTIONS).run(done -> {});

    assertThat(a.replication.rules()).hasSize(2).contains(others);
    assertThat(a.replication.rules().get(1).priority()).isEqualTo(8);
    assertThat(a.replication.rules().get(1).filter().prefix()).isEqualTo("p/");
  }

  @Test
  void run_ownRuleSpoiled_isMendedInPlace() {
    setup(OPTIONS).run(done -> {});
    ReplicationRule spoiled =
        a.replication.rules().get(0).toBuilder().status("Disabled").priority(5).build();
    a.replication = a.replication.toBuilder().rules(spoiled).build();

    assertThat(setup(OPTIONS).run(done -> {})).isEqualTo(1);

    assertThat(a.replication.rules()).hasSize(1);
    assertThat(Rules.isEnabled(a.replication.rules().get(0))).isTrue();
    assertThat(a.replication.rules().get(0).priority()).isEqualTo(5);
  }

  @Test
  void run_oneWay_leavesTheWayBack() {
    setup(OPTIONS.withOneWay(true)).run(done -> {});

    assertThat(a.replication).isNotNull();
    assertThat(b.replication).isNull();
    assertThat(b.versioning).isEqualTo("Enabled");
  }

  @Test
  void run_timeControlAndKeys_areSet() {
    String key = "arn:aws:kms:us-east-1:123456789012:key/k";
    a.encryption = "aws:kms";

    setup(OPTIONS.withTimeControl(true).withKmsKeys(null, key)).run(done -> {});

    ReplicationRule rule = a.replication.rules().get(0);
    assertThat(rule.destination().replicationTime().time().minutes()).isEqualTo(15);
    assertThat(rule.destination().metrics().statusAsString()).isEqualTo("Enabled");
    assertThat(rule.destination().encryptionConfiguration().replicaKmsKeyID()).isEqualTo(key);
    assertThat(Rules.replicatesKmsObjects(rule)).isTrue();
  }

  @Test
  void run_encryptedWithoutAKeyForReplicas_isRefused() {
    b.encryption = "aws:kms";

    assertThatThrownBy(() -> setup(OPTIONS).run(done -> {}))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("--kms-key-a");
    assertThat(a.writes + b.writes).isZero();
  }

  @Test
  void run_anotherRoleServesOthersRules_isRefused() {
    a.versioning = "Enabled";
    a.replication = Configurations.of(Configurations.rule("archive").id("archive"));

    assertThatThrownBy(() -> setup(SetupOptions.of(OTHER_ROLE)).run(done -> {}))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(Configurations.ROLE);
    assertThat(a.writes + b.writes).isZero();
  }

  @Test
  @SuppressWarnings("deprecation")
  void run_rulesOfTheOlderForm_areNotTouched() {
    a.replication =
        Configurations.of(
            ReplicationRule.builder()
                .id("old")
                .prefix("")
                .status("Enabled")
                .destination(d -> d.bucket("arn:aws:s3:::archive")));

    assertThatThrownBy(() -> setup(OPTIONS).run(done -> {}))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("older form");
    assertThat(a.writes + b.writes).isZero();
  }

  @Test
  void run_rulesUnreadable_areNotReplaced() {
    a.denied.add("s3:GetReplicationConfiguration");

    assertThatThrownBy(() -> setup(OPTIONS).run(done -> {})).isInstanceOf(AccessException.class);
    assertThat(a.writes + b.writes).isZero();
  }

  @Test
  void run_settingsDoNotStick_isUnknown() {
    b.servicesRules = false;

    assertThatThrownBy(() -> setup(OPTIONS).run(done -> {}))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void plan_bareBuckets_isTheCallsForTheAwsCli() throws IOException, InterruptedException {
    List<String> plan = setup(OPTIONS).plan();

    assertThat(a.writes + b.writes).isZero();
    assertThat(plan).hasSize(4);
    assertThat(plan.get(0))
        .isEqualTo(
            "aws s3api put-bucket-versioning --bucket bucket-a --versioning-configuration"
                + " Status=Enabled --region eu-west-1");
    assertThat(plan.get(2))
        .startsWith(
            "aws s3api put-bucket-replication --bucket bucket-a --replication-configuration '{");
    JsonNode rule = new ObjectMapper().readTree(words(plan.get(2)).get(6)).at("/Rules/0");
    assertThat(rule.at("/ID").asText()).isEqualTo("etagere p/ to bucket-b");
    assertThat(rule.at("/Priority").asInt()).isEqualTo(1);
    assertThat(rule.at("/Status").asText()).isEqualTo("Enabled");
    assertThat(rule.at("/Filter/Prefix").asText()).isEqualTo("p/");
    assertThat(rule.at("/DeleteMarkerReplication/Status").asText()).isEqualTo("Enabled");
    assertThat(rule.at("/Destination/Bucket").asText()).isEqualTo("arn:aws:s3:::bucket-b");
  }

  @Test
  void quoted_anyWord_comesOutOfTheShellAsItWas() throws IOException, InterruptedException {
    for (String word :
        List.of("it's", "a b", "$(x)", "{\"k\":\"v\\\\\"}", "", "a'b''c", "*", "!")) {
      assertThat(words("true " + AwsCli.quoted(word)).get(1)).isEqualTo(word);
    }
  }

  /** What a shell makes of a line. */
  private static List<String> words(String line) throws IOException, InterruptedException {
    Process sh =
        new ProcessBuilder("sh", "-c", "for w in " + line + "; do printf '%s\\0' \"$w\"; done")
            .start();
    String out = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sh.waitFor()).isZero();
    return List.of(out.split("\0", -1));
  }

  @Test
  void options_roleThatIsNone_isRefused() {
    assertThatThrownBy(() -> SetupOptions.of("replication"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arn:aws:iam");
  }
}
