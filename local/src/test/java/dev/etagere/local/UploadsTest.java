package dev.etagere.local;

import static dev.etagere.local.ErrorCode.BAD_DIGEST;
import static dev.etagere.local.ErrorCode.ENTITY_TOO_SMALL;
import static dev.etagere.local.ErrorCode.INVALID_ARGUMENT;
import static dev.etagere.local.ErrorCode.INVALID_PART;
import static dev.etagere.local.ErrorCode.INVALID_PART_NUMBER;
import static dev.etagere.local.ErrorCode.INVALID_PART_ORDER;
import static dev.etagere.local.ErrorCode.INVALID_REQUEST;
import static dev.etagere.local.ErrorCode.NO_SUCH_KEY;
import static dev.etagere.local.ErrorCode.NO_SUCH_UPLOAD;
import static dev.etagere.local.ErrorCode.PRECONDITION_FAILED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.spi.Checksums;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class UploadsTest extends EngineFixture {
  private static final int LEAST = 5 << 20;
  private static final Headers HEADERS =
      Headers.builder().contentType("a/b").metadata(Map.of("n", "v")).build();

  private String upload;

  @BeforeEach
  void begin() {
    upload = engine.createUpload(BUCKET, "k", HEADERS);
  }

  private CompletedPart part(int number, byte[] bytes) throws IOException {
    PutRequest request = PutRequest.of(Headers.none()).withLength(bytes.length);
    PartFacts part =
        engine.uploadPart(BUCKET, "k", upload, number, new ByteArrayInputStream(bytes), request);
    return new CompletedPart(number, part.etag());
  }

  private ObjectFacts complete(CompletedPart... parts) {
    return engine.completeUpload(BUCKET, "k", upload, List.of(parts), If.none());
  }

  @Test
  void complete_parts_makeOneObject() throws IOException {
    byte[] first = random(LEAST, 1);
    byte[] second = random(100, 2);
    CompletedPart last = part(7, second);
    ObjectFacts object = complete(part(2, first), last);

    List<byte[]> md5s = List.of(Checksums.md5().digest(first), Checksums.md5().digest(second));
    assertThat(object.etag()).isEqualTo(Checksums.ofParts(md5s)).endsWith("-2");
    assertThat(object.size()).isEqualTo(LEAST + 100);
    assertThat(object.headers()).isEqualTo(HEADERS);
    byte[] all = Arrays.copyOf(first, LEAST + 100);
    System.arraycopy(second, 0, all, LEAST, 100);
    assertThat(get("k")).isEqualTo(all);
    assertThat(get("k", Range.of(LEAST - 3, LEAST + 2)))
        .isEqualTo(Arrays.copyOfRange(all, LEAST - 3, LEAST + 3));
    assertThat(get("k", Range.ofLast(5)))
        .isEqualTo(Arrays.copyOfRange(all, LEAST + 95, LEAST + 100));
  }

  private byte[] getPart(String key, String versionId, int number) throws IOException {
    try (OpenedObject opened = engine.getPart(BUCKET, key, versionId, ALWAYS, number)) {
      return opened.body().readAllBytes();
    }
  }

  @Test
  void getPart_ofParts_givesEachFromOneOn() throws IOException {
    byte[] first = random(LEAST, 1);
    byte[] second = random(LEAST, 2);
    complete(part(2, first), part(5, second), part(9, new byte[] {7}));

    assertThat(getPart("k", null, 1)).isEqualTo(first);
    assertThat(getPart("k", null, 2)).isEqualTo(second);
    assertThat(getPart("k", null, 3)).containsExactly(7);
    assertThat(codeOf(() -> getPart("k", null, 4))).isEqualTo(INVALID_PART_NUMBER);
    assertThat(codeOf(() -> getPart("k", null, 0))).isEqualTo(INVALID_ARGUMENT);
    assertThat(engine.head(BUCKET, "k", ALWAYS).parts())
        .isEqualTo(new PartSizes(List.of((long) LEAST, (long) LEAST, 1L)));
  }

  @Test
  void getPart_ofAWhole_isTheWhole() throws IOException {
    engine.put(BUCKET, "whole", stream("all of it"), PutRequest.of(Headers.none()));

    assertThat(getPart("whole", null, 1)).asString(UTF_8).isEqualTo("all of it");
    assertThat(codeOf(() -> getPart("whole", null, 2))).isEqualTo(INVALID_PART_NUMBER);
  }

  @Test
  void parts_ofVersionsAndCopies_areKept() throws IOException {
    engine.setVersioning(BUCKET, Versioning.ENABLED);
    ObjectFacts parted = complete(part(1, random(LEAST, 1)), part(2, new byte[] {7}));
    engine.copy(CopyRequest.of(BUCKET, "k", BUCKET, "copy"));
    engine.put(BUCKET, "k", stream("whole"), PutRequest.of(Headers.none()));

    assertThat(engine.head(BUCKET, "k", ALWAYS).parts()).isNull();
    assertThat(getPart("k", parted.versionId(), 2)).containsExactly(7);
    assertThat(getPart("copy", null, 2)).containsExactly(7);
    engine.delete(BUCKET, "k", engine.head(BUCKET, "k", ALWAYS).versionId(), If.none());
    assertThat(getPart("k", null, 2)).containsExactly(7);
  }

  @Test
  void upload_notCompleted_isInvisible() throws IOException {
    part(1, new byte[10]);

    assertThat(codeOf(() -> get("k"))).isEqualTo(NO_SUCH_KEY);
    assertThat(engine.list(BUCKET, ListRequest.all()).lines()).isEmpty();
  }

  @Test
  void uploadPart_again_replacesIt() throws IOException {
    CompletedPart old = part(1, random(200_000, 1));
    CompletedPart current = part(1, random(200_000, 2));

    assertThat(codeOf(() -> complete(old))).isEqualTo(INVALID_PART);
    complete(current);
    assertThat(get("k")).isEqualTo(random(200_000, 2));
  }

  @Test
  void complete_badParts_areRefusedAndTheUploadStays() throws IOException {
    CompletedPart one = part(1, new byte[10]);
    CompletedPart two = part(2, new byte[10]);

    assertThat(codeOf(() -> complete())).isEqualTo(INVALID_REQUEST);
    assertThat(codeOf(() -> complete(two, one))).isEqualTo(INVALID_PART_ORDER);
    assertThat(codeOf(() -> complete(one, one))).isEqualTo(INVALID_PART_ORDER);
    assertThat(codeOf(() -> complete(one, two))).isEqualTo(ENTITY_TOO_SMALL);
    assertThat(codeOf(() -> complete(new CompletedPart(3, one.etag())))).isEqualTo(INVALID_PART);
    assertThat(codeOf(() -> complete(new CompletedPart(1, "0".repeat(32)))))
        .isEqualTo(INVALID_PART);
    complete(two);
    assertThat(get("k")).hasSize(10);
  }

  @Test
  void complete_again_isNoSuchUpload() throws IOException {
    CompletedPart one = part(1, new byte[10]);
    complete(one);

    assertThat(codeOf(() -> complete(one))).isEqualTo(NO_SUCH_UPLOAD);
    assertThat(codeOf(() -> part(1, new byte[10]))).isEqualTo(NO_SUCH_UPLOAD);
  }

  @Test
  void complete_onCondition_judgesAndTheUploadStays() throws IOException {
    CompletedPart one = part(1, new byte[10]);
    List<CompletedPart> parts = List.of(one);
    assertThat(codeOf(() -> engine.completeUpload(BUCKET, "k", upload, parts, If.matches("*"))))
        .isEqualTo(NO_SUCH_KEY);
    String there = put("k", "there").etag();

    assertThat(codeOf(() -> engine.completeUpload(BUCKET, "k", upload, parts, If.absent())))
        .isEqualTo(PRECONDITION_FAILED);
    assertThat(text("k")).isEqualTo("there");
    engine.completeUpload(BUCKET, "k", upload, parts, If.matches(there));
    assertThat(get("k")).hasSize(10);
  }

  @Test
  void abort_upload_isGone() throws IOException {
    CompletedPart one = part(1, new byte[200_000]);
    engine.abortUpload(BUCKET, "k", upload);

    assertThat(codeOf(() -> complete(one))).isEqualTo(NO_SUCH_UPLOAD);
    assertThat(codeOf(() -> engine.abortUpload(BUCKET, "k", upload))).isEqualTo(NO_SUCH_UPLOAD);
    assertThat(codeOf(() -> engine.listParts(BUCKET, "k", upload, 0, 10)))
        .isEqualTo(NO_SUCH_UPLOAD);
  }

  @Test
  void uploadPart_badNumberOrDigest_isRefused() {
    assertThat(codeOf(() -> part(0, new byte[1]))).isEqualTo(INVALID_ARGUMENT);
    assertThat(codeOf(() -> part(10_001, new byte[1]))).isEqualTo(INVALID_ARGUMENT);
    PutRequest wrong = PutRequest.of(Headers.none()).withMd5("0".repeat(32));
    assertThat(codeOf(() -> engine.uploadPart(BUCKET, "k", upload, 1, stream("v"), wrong)))
        .isEqualTo(BAD_DIGEST);
    assertThat(engine.listParts(BUCKET, "k", upload, 0, 10).parts()).isEmpty();
  }

  @Test
  void otherKey_sameUploadId_isNoSuchUpload() {
    assertThat(codeOf(() -> engine.abortUpload(BUCKET, "other", upload))).isEqualTo(NO_SUCH_UPLOAD);
  }

  @Test
  void listParts_pages_areInOrder() throws IOException {
    part(3, new byte[3]);
    part(1, new byte[1]);
    part(2, new byte[2]);

    PartPage first = engine.listParts(BUCKET, "k", upload, 0, 2);
    PartPage second = engine.listParts(BUCKET, "k", upload, 2, 2);

    assertThat(first.parts()).extracting(PartFacts::number).containsExactly(1, 2);
    assertThat(first.truncated()).isTrue();
    assertThat(first.upload().headers()).isEqualTo(HEADERS);
    assertThat(second.parts()).extracting(PartFacts::size).containsExactly(3L);
    assertThat(second.truncated()).isFalse();
  }

  @Test
  void copyPart_rangeOfObject_isAPart() throws IOException {
    byte[] source = random(200_000, 5);
    put("from", source);

    PartFacts part =
        engine.copyPart(
            BUCKET, "k", upload, 1, BUCKET, "from", null, ALWAYS, Range.of(10, 100_009));
    complete(new CompletedPart(1, part.etag()));

    assertThat(get("k")).isEqualTo(Arrays.copyOfRange(source, 10, 100_010));
    assertThat(
            codeOf(
                () ->
                    engine.copyPart(
                        BUCKET, "k", upload, 1, BUCKET, "from", null, ReadIf.matches("x"), null)))
        .isEqualTo(PRECONDITION_FAILED);
  }

  @Test
  void listUploads_pages_goOnInsideAKey() {
    String other = engine.createUpload(BUCKET, "k", HEADERS);
    engine.createUpload(BUCKET, "dir/a", HEADERS);
    engine.createUpload(BUCKET, "dir/b", HEADERS);
    List<String> ofK = List.of(upload, other).stream().sorted().toList();

    ListedPage<UploadFacts> all =
        engine.listUploads(BUCKET, ListRequest.all().delimitedBy("/").atMost(2));

    assertThat(all.commonPrefixes()).containsExactly("dir/");
    assertThat(all.items()).extracting(UploadFacts::uploadId).containsExactly(ofK.get(0));
    assertThat(all.truncated()).isTrue();
    ListedPage<UploadFacts> rest =
        engine.listUploads(BUCKET, ListRequest.all().afterUpload("k", ofK.get(0)));
    assertThat(rest.items()).extracting(UploadFacts::uploadId).containsExactly(ofK.get(1));
    assertThat(engine.listUploads(BUCKET, ListRequest.all().after("k")).lines()).isEmpty();
  }
}
