package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ByteRange;
import dev.etagere.core.CorruptException;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedStreamTest {
  private static final String KEY = "k";

  private final FakeBackend backend = new FakeBackend();
  private final ObjectStore store =
      Stores.over(backend, StoreSettings.defaults().withAmbient(new FakeAmbient()));

  @AfterEach
  void everyBodyWasClosed() {
    assertThat(backend.openBodies()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54})
  void read_inRandomManners_givesTheBytesAndIsVerified(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(50_000)];
    random.nextBytes(bytes);
    backend.set(KEY, bytes, 0);

    assertThat(readAll(random, bytes)).as("seed %d", seed).isTrue();
    backend.nextBody(Bodies.flipped(random.nextInt(Math.max(1, bytes.length))));
    assertThatThrownBy(() -> readAll(random, bytes))
        .as("seed %d", seed)
        .isInstanceOf(CorruptException.class);
  }

  /** Reads by single bytes, blocks and skips; whether all that was read is as it was written. */
  private boolean readAll(Random random, byte[] expected) throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (ObjectStream in = store.open(KEY).orElseThrow()) {
      while (true) {
        switch (random.nextInt(3)) {
          case 0 -> {
            int one = in.read();
            if (one < 0) {
              return Arrays.equals(expected, got.toByteArray());
            }
            got.write(one);
          }
          case 1 -> got.write(in.readNBytes(random.nextInt(5_000)));
          default -> {
            int at = got.size();
            int skipped = (int) in.skip(random.nextInt(3_000));
            got.write(expected, at, skipped);
          }
        }
      }
    }
  }

  @Test
  void read_endsEarly_isAnErrorAndNotAnEnd() throws IOException {
    backend.set(KEY, "0123456789");
    backend.nextBody(Bodies.endsAfter(9));

    try (ObjectStream in = store.open(KEY).orElseThrow()) {
      for (int i = 0; i < 9; i++) {
        assertThat(in.read()).isEqualTo('0' + i);
      }
      assertThatThrownBy(in::read).isInstanceOf(EOFException.class).hasMessageContaining("9 of 10");
    }
  }

  @Test
  void read_flippedByte_isCorruptAtTheEnd() throws IOException {
    backend.set(KEY, "0123456789");
    backend.nextBody(Bodies.flipped(0));

    try (ObjectStream in = store.open(KEY).orElseThrow()) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("'k'")
          .hasMessageNotContaining("123");
    }
  }

  @Test
  void read_range_isNotHeldAgainstTheChecksumOfTheWhole() throws IOException {
    backend.set(KEY, "0123456789");

    try (ObjectStream in = store.open(KEY, new ByteRange(2, 3)).orElseThrow()) {
      assertThat(in.readAllBytes()).asString().isEqualTo("234");
      assertThat(in.info().size()).isEqualTo(10);
    }
  }

  @Test
  void markAndReset_areRefused() throws IOException {
    backend.set(KEY, "0123456789");

    try (ObjectStream in = store.open(KEY).orElseThrow()) {
      assertThat(in.markSupported()).isFalse();
      in.mark(5);
      assertThat(in.read()).isEqualTo('0');
      assertThatThrownBy(in::reset).isInstanceOf(IOException.class);
      assertThat(in.readAllBytes()).asString().isEqualTo("123456789");
    }
  }
}
