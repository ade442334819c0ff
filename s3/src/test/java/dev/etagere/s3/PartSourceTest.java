package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

@Timeout(60)
class PartSourceTest {
  private static final long MIB = 1 << 20;
  private static final StoreSettings SETTINGS = StoreSettings.defaults();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "-1, 4", // not known before: parts stay small
    "1, 4",
    "83886080000, 4", // 10,000 parts of 8 MiB
    "83886080001, 3",
    "171798691840, 1", // 160 GiB
    "1099511627776, 1",
    "5497558138880, 1" // 5 TiB, the most S3 keeps
  })
  void atOnce_streamOfAnySize_holdsFourSmallPartsOrOneLargeOne(long length, int expected) {
    long part = S3Parts.partSize(length, SETTINGS);
    int atOnce = streamed(new byte[0]).atOnce(part, SETTINGS);

    assertThat(atOnce).isEqualTo(expected);
    assertThat(atOnce * part).isLessThanOrEqualTo(Math.max(32 * MIB, part));
    assertThat(part * S3Upload.MAX_PARTS).isGreaterThanOrEqualTo(length);
    assertThat(part).isLessThanOrEqualTo(525 * MIB);
  }

  @Test
  void atOnce_fileOrArrayOfAnySize_holdsNothingAndNeedsNoBound() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[10]);
    try (PartSource ofFile = PartSource.of(new Body.File(file));
        PartSource ofArray = PartSource.of(new Body.Bytes(new byte[10]))) {
      assertThat(ofFile.atOnce(525 * MIB, SETTINGS)).isEqualTo(4);
      assertThat(ofArray.atOnce(525 * MIB, SETTINGS)).isEqualTo(4);
      assertThat(ofFile.next(525 * MIB)).isInstanceOf(PartSource.FilePart.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99, 100, 101, 1000, 1234})
  void next_eachKindOfBody_givesItsBytesOnceAndInOrder(int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Path file = Files.write(directory.resolve("f"), bytes);

    for (PartSource source :
        new PartSource[] {
          PartSource.of(new Body.File(file)), PartSource.of(new Body.Bytes(bytes)), streamed(bytes)
        }) {
      try (source) {
        int taken = 0;
        while (taken < length) {
          assertThat(source instanceof PartSource.StreamParts || !source.atEnd()).isTrue();
          PartSource.Part part = source.next(100);
          byte[] expected = Arrays.copyOfRange(bytes, taken, Math.min(length, taken + 100));
          assertThat(part.length()).isEqualTo(expected.length);
          assertThat(part.md5("k")).isEqualTo(Checksums.md5().digest(expected));
          try (InputStream again = part.open()) {
            assertThat(again.readAllBytes()).isEqualTo(expected);
          }
          taken += expected.length;
        }
        assertThat(source.next(100).length()).isZero();
        assertThat(source.atEnd()).isTrue();
      }
    }
  }

  /** The SDK interrupts a thread whose attempt takes too long; the other parts must not notice. */
  @Test
  void filePart_readerInterrupted_canBeReadAgain() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[] {1, 2, 3});
    try (PartSource source = PartSource.of(new Body.File(file))) {
      PartSource.Part part = source.next(2);
      Thread.currentThread().interrupt();
      assertThat(part.open().readAllBytes()).containsExactly(1, 2);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(part.open().readAllBytes()).containsExactly(1, 2);
      assertThat(source.next(2).open().readAllBytes()).containsExactly(3);
    }
  }

  @Test
  void fileParts_anotherFilePutInItsPlace_areOfTheFirst() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[] {1, 2, 3});
    try (PartSource source = PartSource.of(new Body.File(file))) {
      Path other = Files.write(directory.resolve("g"), new byte[] {9, 9, 9, 9});
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

      assertThat(source.next(9).open().readAllBytes()).containsExactly(1, 2, 3);
      assertThat(source.atEnd()).isTrue();
    }
  }

  @Test
  void upload_fileBecomesShorterWhilePartsGo_failsAtOnceAndStoresNothing() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[100]);
    FakeS3 s3 = new FakeS3();
    ObjectStore store = Rig.storeInParts(s3, new FakeAmbient());
    s3.on(
        r -> r.method().equals("PUT"),
        1,
        r -> {
          Files.write(file, new byte[50]);
          throw new IOException("the reply was lost, as the test wanted");
        });

    assertThatThrownBy(() -> store.create("k", Content.file(file)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("'k'");
    assertNothingStored(s3, 1);
  }

  @Test
  void upload_fileChangesWhilePartsGo_failsAtOnceAndStoresNothing() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[100]);
    FakeS3 s3 = new FakeS3();
    ObjectStore store = Rig.storeInParts(s3, new FakeAmbient());
    s3.on(
        r -> r.method().equals("PUT"),
        1,
        r -> {
          Files.write(file, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.WRITE);
          return FakeS3.Reply.error(400, "BadDigest");
        });

    assertThatThrownBy(() -> store.create("k", Content.file(file)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining("changed");
    assertNothingStored(s3, 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void upload_bodyChangesAfterItWasSummed_storesNothing(boolean ofFile) throws IOException {
    byte[] bytes = new byte[100];
    Path file = Files.write(directory.resolve("f"), bytes);
    FakeS3 s3 = new FakeS3();
    ObjectStore store = Rig.storeInParts(s3, new FakeAmbient());
    s3.on(
        FakeS3.Request::isInitiation,
        1,
        r -> {
          bytes[70]++;
          Files.write(file, bytes);
          return s3.serve(r);
        });

    assertThatThrownBy(() -> store.create("k", ofFile ? Content.file(file) : Content.of(bytes)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining("changed");
    assertNothingStored(s3, 0);
  }

  @Test
  void upload_ofFile_keepsTheChecksumOfTheWhole() throws IOException {
    byte[] bytes = new byte[(int) (11 * MIB)];
    new Random(5).nextBytes(bytes);
    Path file = Files.write(directory.resolve("f"), bytes);
    FakeS3 s3 = new FakeS3();

    Rig.storeInParts(s3, new FakeAmbient()).create("k", Content.file(file));

    assertThat(s3.headers("pre/k").get("x-amz-meta-etagere"))
        .contains(";c=" + Checksums.crc32c(bytes));
  }

  @ParameterizedTest
  @CsvSource({"http://s3.test, 1", "https://s3.test, 4"})
  void upload_ofManyParts_sendsNoMd5WhereTheSignatureHoldsTheHash(String endpoint, int md5s)
      throws IOException {
    FakeS3 s3 = new FakeS3();

    upload(s3, endpoint);

    assertThat(s3.requests().stream().filter(PartSourceTest::isPart)).hasSize(4);
    assertThat(
            s3.requests().stream()
                .filter(r -> isPart(r) && r.header("Content-MD5") != null)
                .count())
        .isEqualTo(md5s);
    assertThat(
            s3.requests().stream()
                .filter(r -> isPart(r) && r.header("Content-MD5") == null)
                .map(r -> r.header("x-amz-content-sha256")))
        .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
  }

  @Test
  void upload_partRefusedForWantOfAnMd5_goesAgainWithIt() throws IOException {
    FakeS3 s3 = new FakeS3();
    s3.on(
        r -> isPart(r) && r.header("Content-MD5") == null,
        9,
        r -> FakeS3.Reply.error(400, "InvalidRequest"));

    upload(s3, "http://s3.test");

    assertThat(s3.uploadsUnderWay()).isZero();
    assertThat(s3.text("pre/k")).isNotNull();
  }

  private static boolean isPart(FakeS3.Request request) {
    return request.query().containsKey("partNumber");
  }

  /** Four parts, one at a time. */
  private void upload(FakeS3 s3, String endpoint) throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[(int) (20 * MIB)]);
    ObjectStore store =
        Rig.store(
            Rig.builder(s3)
                .endpointOverride(URI.create(endpoint))
                .overrideConfiguration(
                    o ->
                        o.retryStrategy(AwsRetryStrategy.doNotRetry())
                            .addExecutionInterceptor(Sent.INTERCEPTOR))
                .build(),
            new FakeAmbient(),
            "",
            s -> s.withTransfers(1, 5 << 20, 1));
    store.upload("k", file, Precondition.none());
  }

  private static void assertNothingStored(FakeS3 s3, int sendings) {
    assertThat(s3.text("pre/k")).isNull();
    assertThat(s3.uploadsUnderWay()).isZero();
    assertThat(s3.methods().stream().filter("PUT"::equals)).hasSize(sendings);
  }

  private static PartSource streamed(byte[] bytes) {
    return new PartSource.StreamParts(new ByteArrayInputStream(bytes));
  }
}
