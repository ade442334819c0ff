package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.server.fault.ArmedFault;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Faults;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
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
}
