package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DownloadTest {
  private static final String KEY = "k";
  private static final int PART = 1_000;

  private final FakeBackend backend = new FakeBackend();
  private final FakeAmbient ambient = new FakeAmbient();
  private final ObjectStore store =
      Stores.over(backend, StoreSettings.defaults().withAmbient(ambient));

  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = dir.resolve("file");
  }

  @AfterEach
  void everyBodyWasClosedAndNoTemporaryFileLeft() throws IOException {
    assertThat(backend.openBodies()).isZero();
    try (var files = Files.list(dir)) {
      assertThat(files).allMatch(f -> f.equals(file));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 7 * PART, 7 * PART + 13})
  void download_anySize_givesTheBytesInPlaceOfWhatWasThere(int size) throws IOException {
    byte[] bytes = random(size, size);
    Version version = backend.set(KEY, bytes, PART);
    Files.writeString(file, "something older and longer than nothing");

    ObjectInfo info = store.download(KEY, file);

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
    assertThat(info.version()).isEqualTo(version);
    assertThat(info.size()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 62, 63, 64, 65})
  void download_oneFlippedByteInAnyPart_isCorruptAndLeavesTheFile(long seed) throws IOException {
    byte[] bytes = random(5 * PART + 7, seed);
    backend.set(KEY, bytes, PART);
    Files.writeString(file, "before");
    Random random = new Random(seed);
    backend.nextBody(in -> in); // the first one only looks
    int broken = random.nextInt(5);
    for (int i = 0; i < broken; i++) {
      backend.nextBody(in -> in);
    }
    backend.nextBody(Bodies.flipped(random.nextInt(7)));

    assertThatThrownBy(() -> store.download(KEY, file))
        .as("seed %d", seed)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("'k'");
    assertThat(file).hasContent("before");
  }

  @Test
  void download_flippedByteOfAnObjectInOnePiece_isCorrupt() {
    backend.set(KEY, random(100, 1), 0);
    backend.nextBody(in -> in);
    backend.nextBody(Bodies.flipped(50));

    assertThatThrownBy(() -> store.download(KEY, file)).isInstanceOf(CorruptException.class);
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, PART - 1, PART, PART + 1, 7 * PART, 7 * PART + 13})
  void download_checksumOfTheWholeAndParts_isThatOfTheRangesJoined(int size) throws IOException {
    byte[] bytes = random(size, size);
    backend.set(KEY, bytes, 0);
    backend.restamp(KEY, PART);

    store.download(KEY, file);

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void download_checksumOfTheWholeAndAFlippedByteInAnyRange_isCorrupt(int broken) {
    backend.set(KEY, random(3 * PART + 7, broken), 0);
    backend.restamp(KEY, PART);
    for (int i = 0; i <= broken; i++) { // the first one only looks
      backend.nextBody(in -> in);
    }
    backend.nextBody(Bodies.flipped(5));

    assertThatThrownBy(() -> store.download(KEY, file)).isInstanceOf(CorruptException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void download_listenerThatThrows_isNoReasonToFail() throws IOException {
    byte[] bytes = random(PART, 4);
    backend.set(KEY, bytes, PART);

    store.download(
        KEY,
        file,
        more -> {
          throw new IllegalStateException("cannot show it");
        });

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
  }

  @Test
  void download_stampOfOtherPartsThanTheObjectHas_isNotHeldAgainstIt() throws IOException {
    // As a program leaves it that copies an object with its metadata, in parts of its own.
    byte[] bytes = random(3 * PART, 2);
    backend.set(KEY, bytes, PART);
    backend.restamp(KEY, PART / 2);

    store.download(KEY, file);

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
  }

  @Test
  void download_brokenAndShortRanges_areReadAgain() throws IOException {
    byte[] bytes = random(4 * PART, 3);
    backend.set(KEY, bytes, PART);
    backend.nextBody(in -> in);
    backend.nextBody(Bodies.breaksAfter(10));
    backend.nextBody(Bodies.endsAfter(PART - 1));
    backend.nextBody(Bodies.goesOn());
    LongAdder moved = new LongAdder();
    AtomicInteger takenBack = new AtomicInteger();

    store.download(
        KEY,
        file,
        more -> {
          moved.add(more);
          takenBack.addAndGet(more < 0 ? 1 : 0);
        });

    assertThat(moved.sum()).isEqualTo(bytes.length);
    assertThat(takenBack.get()).isPositive();

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
    assertThat(backend.fetches()).isEqualTo(1 + 4 + 3);
  }

  @Test
  void download_lastRangeThatGoesOn_leavesNoByteOfItBehind() throws IOException {
    byte[] bytes = random(PART + 7, 8);
    backend.set(KEY, bytes, PART);
    ObjectStore inline = // the ranges come in order
        Stores.over(
            backend, StoreSettings.defaults().withAmbient(ambient).withExecutor(Runnable::run));
    backend.nextBody(in -> in);
    backend.nextBody(in -> in);
    backend.nextBody(Bodies.goesOn());

    inline.download(KEY, file);

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
  }

  @Test
  void download_everyRangeBreaks_isUnavailableAtTheDeadline() throws IOException {
    backend.set(KEY, random(2 * PART, 4), PART);
    Files.writeString(file, "before");
    backend.nextBody(in -> in);
    backend.everyBody(Bodies.breaksAfter(1));

    assertThatThrownBy(() -> store.within(Duration.ofSeconds(2)).download(KEY, file))
        .isInstanceOf(UnavailableException.class);
    assertThat(file).hasContent("before");
  }

  @Test
  void download_changedOrDeletedWhileItIsRead_saysSo() throws IOException {
    Files.writeString(file, "before");
    backend.set(KEY, random(3 * PART, 5), PART);
    backend.nextBody(
        in -> {
          backend.set(KEY, random(3 * PART, 6), PART);
          return in;
        });
    assertThatThrownBy(() -> store.download(KEY, file)).isInstanceOf(ConflictException.class);

    backend.nextBody(
        in -> {
          backend.remove(KEY);
          return in;
        });
    assertThatThrownBy(() -> store.download(KEY, file)).isInstanceOf(AbsentException.class);
    assertThat(file).hasContent("before");
  }

  @Test
  void download_ofALocationThatIsDown_waitsForItsFirstByteAsAnOrdinaryCallDoes() {
    backend.set(KEY, random(2 * PART, 8), PART);
    StoreSettings patient =
        StoreSettings.defaults()
            .withAmbient(ambient)
            .withDeadlines(Duration.ofSeconds(7), Duration.ofHours(1));
    Stores.over(backend, patient).download(KEY, file);

    assertThat(backend.limits().get(0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(backend.limits().subList(1, 3)).containsOnly(Duration.ofHours(1));
  }

  @Test
  void download_missingObject_isAbsent() {
    assertThatThrownBy(() -> store.download(KEY, file))
        .isInstanceOf(AbsentException.class)
        .hasMessageContaining("'k'");
    assertThat(file).doesNotExist();
  }

  @Test
  void download_placeThatCannotBeWritten_isTold() throws IOException {
    backend.set(KEY, "1");

    assertThatThrownBy(() -> store.download(KEY, dir.resolve("none").resolve("file")))
        .isInstanceOf(UncheckedIOException.class);
    Files.createDirectory(file);
    assertThatThrownBy(() -> store.download(KEY, file)).isInstanceOf(UncheckedIOException.class);
    assertThat(file).isDirectory();
  }

  @Test
  void download_callersExecutor_isUsedAndLeftRunning() throws IOException {
    byte[] bytes = random(4 * PART, 7);
    backend.set(KEY, bytes, PART);
    ObjectStore inline =
        Stores.over(
            backend, StoreSettings.defaults().withAmbient(ambient).withExecutor(Runnable::run));

    inline.download(KEY, file);

    assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
