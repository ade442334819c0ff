package dev.etagere.local;

import static dev.etagere.local.ErrorCode.BUCKET_NOT_EMPTY;
import static dev.etagere.local.ErrorCode.INVALID_BUCKET_NAME;
import static dev.etagere.local.ErrorCode.NO_SUCH_BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Kind.class)
class BucketsTest extends EngineFixture {
  @Test
  void createBucket_twice_answersThatItWasThere() {
    assertThat(engine.createBucket("new-one")).isTrue();
    assertThat(engine.createBucket("new-one")).isFalse();
    assertThat(engine.bucket("new-one")).map(BucketFacts::name).contains("new-one");
  }

  @Test
  void buckets_several_areInOrder() {
    engine.createBucket("zebra");
    engine.createBucket("aardvark");

    assertThat(engine.buckets())
        .extracting(BucketFacts::name)
        .containsExactly("aardvark", BUCKET, "zebra");
  }

  @Test
  void bucket_missing_isEmpty() {
    assertThat(engine.bucket("missing")).isEmpty();
  }

  @Test
  void deleteBucket_empty_isGone() {
    engine.deleteBucket(BUCKET);

    assertThat(engine.bucket(BUCKET)).isEmpty();
    assertThat(codeOf(() -> engine.deleteBucket(BUCKET))).isEqualTo(NO_SUCH_BUCKET);
  }

  @Test
  void deleteBucket_withObject_isRefused() {
    put("k", "v");

    assertThat(codeOf(() -> engine.deleteBucket(BUCKET))).isEqualTo(BUCKET_NOT_EMPTY);
    assertThat(text("k")).isEqualTo("v");
  }

  @Test
  void deleteBucket_withUpload_isRefused() {
    String upload = engine.createUpload(BUCKET, "k", Headers.none());

    assertThat(codeOf(() -> engine.deleteBucket(BUCKET))).isEqualTo(BUCKET_NOT_EMPTY);
    engine.abortUpload(BUCKET, "k", upload);
    engine.deleteBucket(BUCKET);
  }

  @Test
  void createBucket_afterDelete_isEmpty() {
    put("k", "v");
    engine.delete(BUCKET, "k", If.none());
    engine.deleteBucket(BUCKET);
    engine.createBucket(BUCKET);

    assertThat(engine.list(BUCKET, ListRequest.all()).lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "Upper", "under_score", "-a-", "a..b", "127.0.0.1", "a/b"})
  void createBucket_badName_isRefused(String name) {
    assertThat(codeOf(() -> engine.createBucket(name))).isEqualTo(INVALID_BUCKET_NAME);
  }

  @Test
  void everyOperation_missingBucket_saysSo() {
    assertThat(codeOf(() -> engine.head("none", "k", ALWAYS))).isEqualTo(NO_SUCH_BUCKET);
    assertThat(codeOf(() -> engine.get("none", "k", ALWAYS, null))).isEqualTo(NO_SUCH_BUCKET);
    assertThat(codeOf(() -> engine.delete("none", "k", If.none()))).isEqualTo(NO_SUCH_BUCKET);
    assertThat(codeOf(() -> engine.list("none", ListRequest.all()))).isEqualTo(NO_SUCH_BUCKET);
    assertThat(codeOf(() -> engine.createUpload("none", "k", Headers.none())))
        .isEqualTo(NO_SUCH_BUCKET);
    PutRequest request = PutRequest.of(Headers.none());
    assertThat(codeOf(() -> engine.put("none", "k", stream("v"), request)))
        .isEqualTo(NO_SUCH_BUCKET);
    assertThat(codeOf(() -> engine.copy(CopyRequest.of("none", "k", BUCKET, "k"))))
        .isEqualTo(NO_SUCH_BUCKET);
  }
}
