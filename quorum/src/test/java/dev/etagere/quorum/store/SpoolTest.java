package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final byte[] BYTES =
      "0123456789".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @TempDir Path folder;

  private static Body.Stream stream(InputStream in, long length) {
    return (Body.Stream) Content.stream(in, length).body();
  }

  @Test
  void bytes_givenArrayIsUsedAgain_areAsTheyWere() throws IOException {
    byte[] given = BYTES.clone();
    try (Spool spool = Spool.of("k", new Body.Bytes(given), 100)) {
      Arrays.fill(given, (byte) 'x');
      assertThat(spool.bytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void largeStream_isReadAsOftenAsWanted_andLeavesNoFile() throws IOException {
    try (Spool spool = Spool.of("k", stream(new ByteArrayInputStream(BYTES), 10), 4, folder)) {
      for (int i = 0; i < 3; i++) {
        try (InputStream in = spool.body().open()) {
          assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
      }
      assertThat(files()).isEqualTo(1);
    }
    assertThat(files()).isZero();
  }

  @Test
  void largeStream_breaksOff_leavesNoFile() {
    assertThatThrownBy(() -> Spool.of("k", stream(new ByteArrayInputStream(BYTES), 11), 4, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining("11 bytes")
        .hasMessageContaining("nothing was stored");
    assertThat(files()).isZero();
  }

  @Test
  void largeStream_noDisk_saysWhereAndTheWayOut() {
    Path gone = folder.resolve("gone");
    assertThatThrownBy(() -> Spool.of("k", stream(new ByteArrayInputStream(BYTES), 10), 4, gone))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(gone.toString())
        .hasMessageContaining("java.io.tmpdir");
  }

  private long files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
