package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.Etagere;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A body of any size, around every limit, comes back whole and in any range. */
class SizesPropertyTest {
  private static final int MIB = 1 << 20;
  private static final int PART = 5 * MIB;
  private static final int THRESHOLD = 6 * MIB;
  private static final int IN_MEMORY = 7 * MIB;

  /** Where the engine on disk begins a file of its own is around 64 KiB. */
  private static final List<Integer> SIZES =
      List.of(
          0,
          1,
          65_535,
          65_536,
          65_537,
          PART,
          THRESHOLD - 1,
          THRESHOLD,
          THRESHOLD + 1,
          IN_MEMORY,
          IN_MEMORY + 1,
          2 * PART - 1,
          2 * PART,
          2 * PART + 1);

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void bodies_aroundEveryLimit_comeBack(Place place, TestInfo test, @TempDir Path directory)
      throws IOException {
    Random random = Seed.of(test);
    Etagere.Builder settings =
        Etagere.builder().transfers(THRESHOLD, PART, 3).maxBytesInMemory(IN_MEMORY);
    try (Place.Shelf shelf = place.open(directory.resolve("shelf"), settings)) {
      for (int size : SIZES) {
        Body body = new Body(shelf.store(), directory, random, size);
        Version version = body.write();
        body.assertComesBack(version, IN_MEMORY);
        body.assertRanges();
        shelf.store().delete("body");
        assertParts(place, version, size, THRESHOLD, PART);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void bodies_aroundTheDefaultLimits_comeBack(Place place, TestInfo test, @TempDir Path directory)
      throws IOException {
    Random random = Seed.of(test);
    try (Place.Shelf shelf = place.open(directory.resolve("shelf"))) {
      for (int size : List.of(16 * MIB - 1, 16 * MIB, 16 * MIB + 1)) {
        Body body = new Body(shelf.store(), directory, random, size);
        Version version = body.write();
        body.assertComesBack(version, 16 * MIB);
        shelf.store().delete("body");
        assertParts(place, version, size, 16 * MIB, 8 * MIB);
      }
    }
  }

  /** S3 tells in the ETag how many parts there were. */
  private static void assertParts(Place place, Version version, int size, int threshold, int part) {
    if (place == Place.LOCAL_S3) {
      String suffix = size > threshold ? "-" + (size + part - 1) / part : "";
      assertThat(version.token()).as("%d bytes", size).matches("[0-9a-f]{32}" + suffix);
    }
  }

  /** Bytes, on their way in a form the seed chooses. */
  private static final class Body {
    private final ObjectStore store;
    private final Path directory;
    private final Random random;
    private final int size;
    private final byte[] bytes;

    Body(ObjectStore store, Path directory, Random random, int size) {
      this.store = store;
      this.directory = directory;
      this.random = random;
      this.size = size;
      this.bytes = Noise.bytes(random.nextLong(), size);
    }

    Version write() throws IOException {
      return switch (random.nextInt(4)) {
        case 0 -> put(Content.of(bytes));
        case 1 -> put(Content.stream(new ByteArrayInputStream(bytes), size));
        case 2 -> put(Content.stream(new Trickle(random, bytes)));
        default ->
            store.upload(
                "body", Files.write(directory.resolve("in"), bytes), Precondition.absent());
      };
    }

    private Version put(Content content) {
      return store.put("body", content, Precondition.absent());
    }

    void assertComesBack(Version version, int inMemory) throws IOException {
      ObjectInfo info = store.download("body", directory.resolve("out"));
      assertThat(info.version()).as("%d bytes", size).isEqualTo(version);
      assertThat(info.size()).isEqualTo(size);
      assertSame(Files.readAllBytes(directory.resolve("out")));
      try (ObjectStream stream = store.open("body").orElseThrow()) {
        assertSame(stream.readAllBytes());
      }
      if (size > inMemory) {
        assertThatThrownBy(() -> store.get("body")).isInstanceOf(TooLargeException.class);
      } else {
        assertSame(store.get("body").orElseThrow().asBytes());
      }
    }

    void assertRanges() throws IOException {
      for (int i = 0; i < 5; i++) {
        int offset = random.nextInt(size + 2);
        long length = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(size + 2);
        int start = Math.min(offset, size);
        int end = (int) Math.min(size, length > size ? size : start + length);
        try (InputStream range = store.open("body", new ByteRange(offset, length)).orElseThrow()) {
          assertThat(Arrays.equals(range.readAllBytes(), Arrays.copyOfRange(bytes, start, end)))
              .as("range of %d from %d of %d bytes", length, offset, size)
              .isTrue();
        }
      }
    }

    /** Arrays as large as these are not to be printed. */
    private void assertSame(byte[] theirs) {
      assertThat(Arrays.mismatch(bytes, theirs)).as("%d bytes differ at", size).isEqualTo(-1);
    }
  }

  /** A stream that gives its bytes in pieces of any size. */
  private static final class Trickle extends ByteArrayInputStream {
    private final Random random;

    Trickle(Random random, byte[] bytes) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(100_000)));
    }
  }
}
