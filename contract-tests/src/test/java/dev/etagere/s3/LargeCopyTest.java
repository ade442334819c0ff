package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.testkit.LocalLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy in parts over HTTP, as one above 5 GiB is made: the limit is set to a byte, which only
 * this package can.
 */
class LargeCopyTest {
  private LocalLocation s3;
  private ObjectStore store;

  @BeforeEach
  void start() {
    s3 = LocalLocation.start("eu-west-1", "copies");
    StoreSettings settings = StoreSettings.defaults().withTransfers(1 << 20, 5 << 20, 2);
    Location location = Location.data("s3://copies");
    Bucket bucket = new Bucket("copies", "");
    S3Trust trust = new S3Trust(location, settings, s3.client(), bucket, Set.of());
    store =
        Stores.over(
            new S3Backend(location, settings, trust, s3.client(), false, bucket, 1), settings);
  }

  @AfterEach
  void stop() {
    store.close();
    s3.close();
  }

  private static byte[] large() {
    byte[] bytes = new byte[(10 << 20) + 3];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void copy_inParts_hasTheSourcesBytesETagAndAttributes(@TempDir Path dir) throws IOException {
    Version from = store.create("k", Content.of(large()).as("text/x").withMetadata("n", "v"));

    Version copied = store.copy("k", "to", Precondition.absent());

    assertThat(copied).isEqualTo(from);
    ObjectInfo info = store.download("to", dir.resolve("f")); // verifies the parts
    assertThat(info.version()).isEqualTo(copied);
    assertThat(info.version().lineage()).isEqualTo(copied.lineage());
    assertThat(info.attributes()).isEqualTo(store.head("k").orElseThrow().attributes());
    assertThat(dir.resolve("f")).hasBinaryContent(large());
  }

  @Test
  void copy_inPartsOnACondition_isJudgedWhenItCompletes() {
    store.create("k", Content.of(large()));
    Version first = store.create("to", Content.of("1"));
    Version second = store.replace("to", Content.of("2"), first);

    assertThatThrownBy(() -> store.copy("k", "to", Precondition.absent()))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> store.copy("k", "to", Precondition.matches(first)))
        .isInstanceOf(ConflictException.class);
    assertThat(store.get("to").orElseThrow().asString()).isEqualTo("2");
    store.copy("k", "to", Precondition.matches(second));
    assertThat(store.get("to").orElseThrow().asBytes()).isEqualTo(large());
    assertThat(s3.client().listMultipartUploads(r -> r.bucket("copies")).uploads()).isEmpty();
  }
}
