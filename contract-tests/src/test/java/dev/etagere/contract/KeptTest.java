package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Encryption;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.testkit.LocalLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a location keeps an object, beside what the contract covers: not every server has classes.
 */
@ParameterizedClass
@ValueSource(strings = {"s3", "mem"})
class KeptTest {
  private static final Encryption KEY = Encryption.kms("arn:aws:kms:eu-west-1:1:key/k");

  @Parameter String scheme;
  private LocalLocation s3;
  private ObjectStore store;

  @BeforeEach
  void start() {
    s3 = LocalLocation.start("eu-west-1", "kept");
    store = scheme.equals("s3") ? s3.store() : Etagere.open(Location.data("mem:"));
    store.create(
        "k",
        Content.of("1").withStorageClass("STANDARD_IA").withEncryption(KEY).withAcl("private"));
  }

  @AfterEach
  void stop() {
    store.close();
    s3.close();
  }

  @Test
  void head_storageClassAndKey_areTold() {
    assertKept("k");
    assertThat(store.get("k").orElseThrow().info()).isEqualTo(store.head("k").orElseThrow());
    store.create("plain", Content.of("1").withStorageClass("STANDARD"));
    assertThat(store.head("plain").orElseThrow().storageClass()).isNull();
    assertThat(store.head("plain").orElseThrow().encryption()).isNull();
  }

  @Test
  void copy_storageClassAndKey_areKept() {
    store.copy("k", "to", Precondition.absent());

    assertKept("to");
  }

  @Test
  void update_storageClassAndKey_areKept() {
    store.update("k", c -> c.withBody(Content.of("2").body()));

    assertThat(store.get("k").orElseThrow().asString()).isEqualTo("2");
    assertKept("k");
  }

  private void assertKept(String key) {
    ObjectInfo info = store.head(key).orElseThrow();
    assertThat(info.storageClass()).isEqualTo("STANDARD_IA");
    assertThat(info.encryption()).isEqualTo(KEY);
  }
}
