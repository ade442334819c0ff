package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import dev.etagere.local.server.fault.ArmedFault;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Faults;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
import dev.etagere.testkit.ReplicatedPair;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** What the test kit gives to other people's tests. */
@LocalS3
class LocalS3ExtensionTest {
  @Test
  void parameters_withoutName_areOfOneServer(
      LocalLocation s3, ObjectStore store, S3Client client, Faults faults) {
    ArmedFault lost = faults.add(Fault.drop().afterEffect().on(Operation.PUT));

    store.create("key", Content.of("value"));

    assertThat(lost.struck()).isEqualTo(1);
    assertThat(client.getObjectAsBytes(r -> r.bucket(s3.bucket()).key("key")).asUtf8String())
        .isEqualTo("value");
  }

  @Test
  void parameters_withoutName_areEmptyInEachTest(ObjectStore store, Faults faults) {
    assertThat(store.get("key")).isEmpty();
    assertThat(faults.requests().of(Operation.PUT)).isZero();
  }

  @Test
  void parameters_withNames_areOfServersOfTheirOwn(
      @LocalS3("eu") ObjectStore eu,
      @LocalS3(value = "us", region = "us-west-2") LocalLocation us) {
    eu.create("key", Content.of("value"));

    assertThat(us.store().get("key")).isEmpty();
    assertThat(us.server().region()).isEqualTo("us-west-2");
  }

  @Test
  void pair_replicatesBothWays(ReplicatedPair pair) throws Exception {
    ObjectStore eu = pair.primary().store();
    ObjectStore us = pair.secondary().store();
    Version first = eu.create("key", Content.of("from eu"));
    us.create("other", Content.of("from us"));
    pair.awaitReplicated();

    StoredObject replica = us.get("key").orElseThrow();
    assertThat(replica.asString()).isEqualTo("from eu");
    assertThat(replica.version()).isEqualTo(first);
    assertThat(eu.get("other")).isPresent();
    assertThat(pair.pending()).isZero();

    // The version of a replica is good for a conditional write where the object came from.
    eu.replace("key", Content.of("again"), replica.version());
    eu.delete("other");
    pair.awaitReplicated();
    assertThat(us.get("other")).isEmpty();
    assertThat(us.get("key").orElseThrow().asString()).isEqualTo("again");
  }
}
