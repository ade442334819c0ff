package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.Replication;
import dev.etagere.local.Versioning;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.ExistingObjectReplicationStatus;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

class BucketSettingsTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/replication";

  private Rig rig;
  private LocalEngine other;
  private Replication replication;

  @BeforeEach
  void open() {
    rig = new Rig();
    other = LocalEngine.inMemory(Ambient.system());
    other.createBucket("far");
    replication = Replication.builder().site("here", rig.engine).site("there", other).start();
  }

  @AfterEach
  void close() {
    replication.close();
    rig.close();
    other.close();
  }

  private static ReplicationRule.Builder rule(String bucket) {
    return ReplicationRule.builder()
        .id("one")
        .priority(3)
        .status(ReplicationRuleStatus.ENABLED)
        .filter(f -> f.prefix("in/"))
        .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.ENABLED))
        .destination(d -> d.bucket("arn:aws:s3:::" + bucket));
  }

  private String put(ReplicationRule.Builder rule) {
    ReplicationConfiguration configuration =
        ReplicationConfiguration.builder().role(ROLE).rules(rule.build()).build();
    return answer(
        () ->
            rig.s3.putBucketReplication(
                r -> r.bucket(BUCKET).replicationConfiguration(configuration)));
  }

  @Test
  void replication_withoutVersions_isRefused() {
    assertThat(answer(() -> rig.s3.getBucketReplication(r -> r.bucket(BUCKET))))
        .isEqualTo("404 ReplicationConfigurationNotFoundError");
    assertThat(put(rule("far"))).isEqualTo("400 InvalidRequest");
    rig.engine.setVersioning(BUCKET, Versioning.ENABLED);
    assertThat(put(rule("far"))).isEqualTo("400 InvalidRequest");
    other.setVersioning("far", Versioning.ENABLED);
    assertThat(put(rule("far"))).isEqualTo("ok");
    assertThat(put(rule("nowhere"))).isEqualTo("400 InvalidRequest");
    assertThat(
            answer(
                () ->
                    rig.s3.putBucketVersioning(
                        r -> r.bucket(BUCKET).versioningConfiguration(v -> v.status("Suspended")))))
        .isEqualTo("409 InvalidBucketState");
  }

  @Test
  void replication_setAndTold_isTheSameAndDoesIt() throws Exception {
    rig.engine.setVersioning(BUCKET, Versioning.ENABLED);
    other.setVersioning("far", Versioning.ENABLED);
    assertThat(put(rule("far"))).isEqualTo("ok");

    ReplicationConfiguration told =
        rig.s3.getBucketReplication(r -> r.bucket(BUCKET)).replicationConfiguration();
    assertThat(told.role()).isEqualTo(ROLE);
    assertThat(told.rules()).containsExactly(rule("far").build());

    replication.pause();
    rig.put("in/k", "v");
    rig.put("out/k", "v");
    assertThat(rig.s3.headObject(r -> r.bucket(BUCKET).key("in/k")).replicationStatus())
        .isEqualTo(ReplicationStatus.PENDING);
    replication.resume();
    replication.awaitReplicated(Duration.ofSeconds(30));
    assertThat(rig.s3.headObject(r -> r.bucket(BUCKET).key("in/k")).replicationStatus())
        .isEqualTo(ReplicationStatus.COMPLETED);
    assertThat(rig.s3.headObject(r -> r.bucket(BUCKET).key("out/k")).replicationStatus()).isNull();
    assertThat(other.list("far", dev.etagere.local.ListRequest.all()).items())
        .extracting(each -> each.key())
        .containsExactly("in/k");

    rig.s3.deleteBucketReplication(r -> r.bucket(BUCKET));
    assertThat(answer(() -> rig.s3.getBucketReplication(r -> r.bucket(BUCKET))))
        .isEqualTo("404 ReplicationConfigurationNotFoundError");
  }

  @Test
  void replication_whatIsNotModelled_isRefusedNotForgotten() {
    rig.engine.setVersioning(BUCKET, Versioning.ENABLED);
    other.setVersioning("far", Versioning.ENABLED);

    assertThat(
            put(
                rule("far")
                    .existingObjectReplication(
                        e -> e.status(ExistingObjectReplicationStatus.ENABLED))))
        .isEqualTo("501 NotImplemented");
    assertThat(put(rule("far").filter(f -> f.tag(t -> t.key("a").value("b")))))
        .isEqualTo("501 NotImplemented");
    assertThat(put(rule("far").priority(null))).isEqualTo("400 InvalidRequest");
    assertThat(put(rule("far").destination(d -> d.bucket("far")))).isEqualTo("400 InvalidArgument");
  }

  @Test
  void settings_thatAreNoXml_areRefused() throws Exception {
    String[] bodies = {
      "",
      "nonsense",
      "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><VersioningConfiguration>"
          + "<Status>&b;</Status></VersioningConfiguration>",
      "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>"
    };
    for (String body : bodies) {
      assertThat(
              new RawRequest(rig.server, "PUT", "/" + BUCKET)
                  .query("versioning=")
                  .body(body)
                  .send()
                  .code())
          .isEqualTo("400 MalformedXML");
    }
    assertThat(rig.engine.versioning(BUCKET)).isEqualTo(Versioning.OFF);
  }

  @Test
  void encryption_byDefault_isSseS3AndKmsChangesETags() {
    assertThat(algorithm()).isEqualTo(ServerSideEncryption.AES256);
    String plain = rig.put("k", "v");
    ServerSideEncryptionRule kms =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(
                d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID("key-1"))
            .build();
    rig.s3.putBucketEncryption(
        r -> r.bucket(BUCKET).serverSideEncryptionConfiguration(c -> c.rules(kms)));

    assertThat(algorithm()).isEqualTo(ServerSideEncryption.AWS_KMS);
    var put = rig.s3.putObject(r -> r.bucket(BUCKET).key("k"), RequestBody.fromString("v"));
    assertThat(put.eTag()).isNotEqualTo(plain);
    assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
    assertThat(put.ssekmsKeyId()).isEqualTo("key-1");
    assertThat(rig.put("k", "v")).isNotEqualTo(put.eTag());
    assertThat(rig.get("k")).isEqualTo("v");

    rig.s3.deleteBucketEncryption(r -> r.bucket(BUCKET));
    assertThat(algorithm()).isEqualTo(ServerSideEncryption.AES256);
    assertThat(rig.put("k", "v")).isEqualTo(plain);
  }

  private ServerSideEncryption algorithm() {
    return rig.s3
        .getBucketEncryption(r -> r.bucket(BUCKET))
        .serverSideEncryptionConfiguration()
        .rules()
        .get(0)
        .applyServerSideEncryptionByDefault()
        .sseAlgorithm();
  }

  @Test
  void location_isTold() {
    assertThat(rig.s3.getBucketLocation(r -> r.bucket(BUCKET)).locationConstraintAsString())
        .isIn(null, "");
  }
}
