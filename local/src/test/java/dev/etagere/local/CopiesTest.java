package dev.etagere.local;

import static dev.etagere.local.ErrorCode.NO_SUCH_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Kind.class)
class CopiesTest extends EngineFixture {
  private static final Headers HEADERS =
      Headers.builder().contentType("a/b").metadata(Map.of("n", "v")).build();

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 200_000})
  void copy_source_isIndependentOfTheCopy(int size) {
    byte[] bytes = random(size, size);
    put("from", bytes, PutRequest.of(HEADERS));

    ObjectFacts copy = engine.copy(CopyRequest.of(BUCKET, "from", BUCKET, "to"));
    engine.delete(BUCKET, "from", If.none());

    assertThat(copy.headers()).isEqualTo(HEADERS);
    assertThat(engine.head(BUCKET, "to", ALWAYS)).isEqualTo(copy);
    assertThat(get("to")).isEqualTo(bytes);
    engine.delete(BUCKET, "to", If.none());
    assertThat(codeOf(() -> get("to"))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void copy_toOtherBucketWithOtherHeaders_hasThose() {
    engine.createBucket("other");
    put("from", new byte[] {1}, PutRequest.of(HEADERS));
    Headers other = Headers.builder().contentType("c/d").build();

    ObjectFacts copy =
        engine.copy(
            CopyRequest.of(BUCKET, "from", "other", "to").withHeaders(CopyHeaders.replace(other)));

    assertThat(copy.headers()).isEqualTo(other);
    assertThat(engine.head("other", "to", ALWAYS)).isEqualTo(copy);
    assertThat(engine.head(BUCKET, "from", ALWAYS).headers()).isEqualTo(HEADERS);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 200_000})
  void copy_ontoItself_keepsTheBytes(int size) {
    byte[] bytes = random(size, size);
    put("k", bytes);

    engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "k").withHeaders(CopyHeaders.replace(HEADERS)));
    engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "k"));

    assertThat(get("k")).isEqualTo(bytes);
    assertThat(engine.head(BUCKET, "k", ALWAYS).headers()).isEqualTo(HEADERS);
  }

  @Test
  void copy_overLargeObject_replacesIt() {
    put("from", random(200_000, 1));
    put("to", random(200_000, 2));

    engine.copy(CopyRequest.of(BUCKET, "from", BUCKET, "to"));

    assertThat(get("to")).isEqualTo(random(200_000, 1));
  }

  @Test
  void copy_missingSource_isNoSuchKey() {
    assertThat(codeOf(() -> engine.copy(CopyRequest.of(BUCKET, "from", BUCKET, "to"))))
        .isEqualTo(NO_SUCH_KEY);
  }
}
