package dev.etagere.local;

import static dev.etagere.local.ErrorCode.BAD_DIGEST;
import static dev.etagere.local.ErrorCode.INCOMPLETE_BODY;
import static dev.etagere.local.ErrorCode.INTERRUPTED;
import static dev.etagere.local.ErrorCode.INVALID_ARGUMENT;
import static dev.etagere.local.ErrorCode.INVALID_RANGE;
import static dev.etagere.local.ErrorCode.KEY_TOO_LONG;
import static dev.etagere.local.ErrorCode.METADATA_TOO_LARGE;
import static dev.etagere.local.ErrorCode.NO_SUCH_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.spi.Checksums;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Kind.class)
class ObjectsTest extends EngineFixture {
  private static final int LARGE = 300_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8_191, 65_535, 65_536, 65_537, 1 << 20, (3 << 20) + 7})
  void put_anySize_isReadBack(int size) throws IOException {
    byte[] bytes = random(size, size);

    ObjectFacts written = put("some/key", bytes);

    assertThat(written.etag()).isEqualTo(Checksums.etag(Checksums.md5().digest(bytes)));
    assertThat(written.size()).isEqualTo(size);
    try (OpenedObject opened = engine.get(BUCKET, "some/key", ALWAYS, null)) {
      assertThat(opened.facts()).isEqualTo(written);
      assertThat(opened.offset()).isZero();
      assertThat(opened.length()).isEqualTo(size);
      assertThat(opened.body().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void put_streamInDribbles_isReadBack() throws IOException {
    byte[] bytes = random(200_000, 7);
    InputStream dribbling =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 777));
          }
        };

    engine.put(BUCKET, "k", dribbling, PutRequest.of(Headers.none()));

    assertThat(get("k")).isEqualTo(bytes);
  }

  @Test
  void put_headers_areKept() {
    Headers headers =
        Headers.builder()
            .contentType("text/plain; charset=utf-8")
            .cacheControl("max-age=1")
            .contentDisposition("inline")
            .contentEncoding("gzip")
            .contentLanguage("de")
            .expires("Thu, 01 Dec 1994 16:00:00 GMT")
            .acl("public-read")
            .storageClass("STANDARD_IA")
            .encryption("aws:kms")
            .kmsKeyId("key/1")
            .metadata(Map.of("a", "1", "b", "zwei ü"))
            .build();

    put("k", new byte[] {1}, PutRequest.of(headers));

    assertThat(engine.head(BUCKET, "k", ALWAYS).headers()).isEqualTo(headers);
  }

  @Test
  void put_again_replacesAllOfIt() {
    put("k", random(LARGE, 1), PutRequest.of(Headers.builder().contentType("a/b").build()));
    ObjectFacts second = put("k", "small");

    assertThat(text("k")).isEqualTo("small");
    assertThat(engine.head(BUCKET, "k", ALWAYS)).isEqualTo(second);
    assertThat(second.headers()).isEqualTo(Headers.none());
  }

  @Test
  void put_sequence_rises() {
    long first = put("a", "1").sequence();
    long second = put("b", "2").sequence();

    assertThat(second).isGreaterThan(first);
  }

  @Test
  void put_wrongMd5_storesNothing() {
    PutRequest request = PutRequest.of(Headers.none()).withMd5("0".repeat(32));

    assertThat(codeOf(() -> put("k", new byte[LARGE], request))).isEqualTo(BAD_DIGEST);
    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, LARGE - 1, LARGE + 1})
  void put_wrongLength_storesNothing(long announced) {
    PutRequest request = PutRequest.of(Headers.none()).withLength(announced);

    assertThat(codeOf(() -> put("k", new byte[LARGE], request))).isEqualTo(INCOMPLETE_BODY);
    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void put_bodyBreaksOff_storesNothingAndSaysWhy() {
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(new byte[LARGE]),
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("the line went dead");
              }
            });

    assertThatThrownBy(() -> engine.put(BUCKET, "k", broken, PutRequest.of(Headers.none())))
        .isInstanceOf(IOException.class)
        .hasMessage("the line went dead");
    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void put_badKeys_areRefused() {
    assertThat(codeOf(() -> put("", "v"))).isEqualTo(INVALID_ARGUMENT);
    assertThat(codeOf(() -> put("half \ud800", "v"))).isEqualTo(INVALID_ARGUMENT);
    assertThat(codeOf(() -> put("ü".repeat(513), "v"))).isEqualTo(KEY_TOO_LONG);
    put("ü".repeat(512), "v");
  }

  @Test
  void put_tooMuchMetadata_isRefused() {
    Headers headers = Headers.builder().metadata(Map.of("a", "x".repeat(2_048))).build();

    assertThat(codeOf(() -> put("k", new byte[1], PutRequest.of(headers))))
        .isEqualTo(METADATA_TOO_LARGE);
  }

  @Test
  void get_overwrittenAndDeletedWhileRead_goesOn() throws IOException {
    byte[] bytes = random(2_000_000, 3);
    put("k", bytes);
    try (OpenedObject opened = engine.get(BUCKET, "k", ALWAYS, null)) {
      byte[] start = opened.body().readNBytes(10);
      put("k", random(2_000_000, 4));
      engine.delete(BUCKET, "k", If.none());

      assertThat(start).isEqualTo(Arrays.copyOf(bytes, 10));
      assertThat(opened.body().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(bytes, 10, bytes.length));
    }
    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void get_ranges_areAsHttpHasThem() throws IOException {
    for (int size : new int[] {10, LARGE}) {
      byte[] bytes = random(size, size);
      put("k", bytes);

      assertThat(get("k", Range.of(0, 0))).isEqualTo(Arrays.copyOf(bytes, 1));
      assertThat(get("k", Range.of(3, 7))).isEqualTo(Arrays.copyOfRange(bytes, 3, 8));
      assertThat(get("k", Range.of(3, Long.MAX_VALUE)))
          .isEqualTo(Arrays.copyOfRange(bytes, 3, size));
      assertThat(get("k", Range.from(size - 1)))
          .isEqualTo(Arrays.copyOfRange(bytes, size - 1, size));
      assertThat(get("k", Range.ofLast(4))).isEqualTo(Arrays.copyOfRange(bytes, size - 4, size));
      assertThat(get("k", Range.ofLast(size + 1L))).isEqualTo(bytes);
      long end = size;
      assertThat(codeOf(() -> get("k", Range.from(end)))).isEqualTo(INVALID_RANGE);
      assertThat(codeOf(() -> get("k", Range.ofLast(0)))).isEqualTo(INVALID_RANGE);
    }
  }

  @Test
  void get_rangeOfEmptyObject_isRefused() {
    put("k", "");

    assertThat(codeOf(() -> get("k", Range.of(0, 5)))).isEqualTo(INVALID_RANGE);
    assertThat(codeOf(() -> get("k", Range.ofLast(5)))).isEqualTo(INVALID_RANGE);
  }

  @Test
  void delete_any_saysWhetherItWasThere() {
    put("k", "v");

    assertThat(engine.delete(BUCKET, "k", If.none())).isTrue();
    assertThat(engine.delete(BUCKET, "k", If.none())).isFalse();
    assertThat(codeOf(() -> engine.head(BUCKET, "k", ALWAYS))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void put_interruptedThread_storesNothingAndKeepsTheFlag() {
    Thread.currentThread().interrupt();

    ErrorCode code = codeOf(() -> put("k", new byte[LARGE]));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(code).isEqualTo(INTERRUPTED);
    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
    put("k", "works again");
  }

  @Test
  void put_interruptedWhileTheBodyComes_storesNothing() {
    InputStream interrupting =
        new ByteArrayInputStream(new byte[LARGE]) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            if (pos > LARGE / 2) {
              Thread.currentThread().interrupt();
            }
            return super.read(buffer, offset, length);
          }
        };

    ErrorCode code =
        codeOf(() -> engine.put(BUCKET, "k", interrupting, PutRequest.of(Headers.none())));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(code).isEqualTo(INTERRUPTED);
    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void anyCall_closedEngine_isProgrammersError() {
    engine.close();

    assertThatThrownBy(() -> get("k")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> put("k", "v")).isInstanceOf(IllegalStateException.class);
  }
}
