package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

class MultipartTest {
  private static final String STALE = "\"00000000000000000000000000000000\"";
  private static final byte[] FIVE_MIB = new byte[5 << 20];
  private static Rig rig;
  private static S3Client s3;

  @BeforeAll
  static void open() {
    rig = new Rig();
    s3 = rig.s3;
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static String begin(String key) {
    return s3.createMultipartUpload(
            r -> r.bucket(BUCKET).key(key).metadata(Map.of("k", "v")).contentType("x/y"))
        .uploadId();
  }

  private static CompletedPart part(String key, String id, int number, byte[] bytes) {
    String etag =
        s3.uploadPart(
                r -> r.bucket(BUCKET).key(key).uploadId(id).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private static String complete(String key, String id, CompletedPart... parts) {
    return completeIf(key, id, null, null, parts);
  }

  private static String completeIf(
      String key, String id, String match, String noneMatch, CompletedPart... parts) {
    return answer(
        () ->
            s3.completeMultipartUpload(
                r ->
                    r.bucket(BUCKET)
                        .key(key)
                        .uploadId(id)
                        .ifMatch(match)
                        .ifNoneMatch(noneMatch)
                        .multipartUpload(m -> m.parts(parts))));
  }

  @Test
  void complete_twoParts_oneObject() {
    String id = begin("two");
    CompletedPart first = part("two", id, 1, FIVE_MIB);
    CompletedPart second = part("two", id, 2, new byte[] {1, 2, 3});
    assertThat(complete("two", id, first, second)).isEqualTo("ok");
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("two"));
    assertThat(head.contentLength()).isEqualTo(FIVE_MIB.length + 3);
    assertThat(head.metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(head.contentType()).isEqualTo("x/y");
    assertThat(head.eTag()).endsWith("-2\"");
    byte[] back =
        s3.getObjectAsBytes(
                r -> r.bucket(BUCKET).key("two").range("bytes=" + (FIVE_MIB.length - 1) + "-"))
            .asByteArray();
    assertThat(back).containsExactly(0, 1, 2, 3);
  }

  @Test
  void get_byPartNumber_thePartAndWhereItLies() {
    String id = begin("numbered");
    complete(
        "numbered",
        id,
        part("numbered", id, 3, FIVE_MIB),
        part("numbered", id, 8, new byte[] {1, 2, 3}));
    ResponseBytes<GetObjectResponse> second =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("numbered").partNumber(2));
    assertThat(second.asByteArray()).containsExactly(1, 2, 3);
    assertThat(second.response().contentRange()).isEqualTo("bytes 5242880-5242882/5242883");
    assertThat(second.response().partsCount()).isEqualTo(2);
    assertThat(second.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    assertThat(second.response().eTag()).endsWith("-2\"");

    HeadObjectResponse first = s3.headObject(r -> r.bucket(BUCKET).key("numbered").partNumber(1));
    assertThat(first.contentLength()).isEqualTo(FIVE_MIB.length);
    assertThat(first.contentRange()).isEqualTo("bytes 0-5242879/5242883");
    assertThat(first.partsCount()).isEqualTo(2);
    assertThat(first.sdkHttpResponse().statusCode()).isEqualTo(206);
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("numbered")).partsCount()).isNull();
  }

  @Test
  void get_byPartNumberOfAWhole_part1IsTheWhole() {
    rig.put("whole", "abc");
    ResponseBytes<GetObjectResponse> got =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("whole").partNumber(1));
    assertThat(got.asUtf8String()).isEqualTo("abc");
    assertThat(got.response().contentRange()).isEqualTo("bytes 0-2/3");
    assertThat(got.response().partsCount()).isNull();
    rig.put("empty", "");
    got = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("empty").partNumber(1));
    assertThat(got.asByteArray()).isEmpty();
    assertThat(got.response().contentRange()).isNull();
    assertThat(got.response().sdkHttpResponse().statusCode()).isEqualTo(200);
  }

  @Test
  void get_byPartNumberThatIsNone_isRefused() {
    rig.put("one", "abc");
    assertThat(answer(() -> byNumber(r -> r.partNumber(2)))).isEqualTo("416 InvalidPartNumber");
    assertThat(answer(() -> byNumber(r -> r.partNumber(0)))).isEqualTo("400 InvalidArgument");
    assertThat(answer(() -> byNumber(r -> r.partNumber(10_001)))).isEqualTo("400 InvalidArgument");
    assertThat(answer(() -> byNumber(r -> r.partNumber(1).range("bytes=0-1"))))
        .isEqualTo("400 InvalidRequest");
    assertThat(answer(() -> s3.headObject(r -> r.bucket(BUCKET).key("one").partNumber(2))))
        .startsWith("416");
    assertThat(answer(() -> byNumber(r -> r.partNumber(1).ifMatch(STALE))))
        .isEqualTo("412 PreconditionFailed");
  }

  private static byte[] byNumber(Consumer<GetObjectRequest.Builder> request) {
    return s3.getObjectAsBytes(r -> request.accept(r.bucket(BUCKET).key("one"))).asByteArray();
  }

  @Test
  void complete_again_404() {
    String id = begin("again");
    CompletedPart only = part("again", id, 1, new byte[10]);
    assertThat(complete("again", id, only)).isEqualTo("ok");
    assertThat(complete("again", id, only)).isEqualTo("404 NoSuchUpload");
  }

  @Test
  void complete_conditions_judgedOnTheObject() throws Exception {
    String id = begin("cond");
    CompletedPart only = part("cond", id, 1, "mine".getBytes(StandardCharsets.UTF_8));
    assertThat(completeIf("cond", id, STALE, null, only)).isEqualTo("404 NoSuchKey");
    String etag = rig.put("cond", "other");
    assertThat(completeIf("cond", id, null, "*", only)).isEqualTo("412 PreconditionFailed");
    assertThat(completeIf("cond", id, STALE, null, only)).isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("cond")).isEqualTo("other");
    assertThat(completeIf("cond", id, etag, null, only)).isEqualTo("ok");
    assertThat(rig.held("cond")).isEqualTo("mine");
  }

  @Test
  void complete_ifMatchStar_needsAnObject() {
    String id = begin("star");
    CompletedPart only = part("star", id, 1, new byte[10]);
    assertThat(completeIf("star", id, "*", null, only)).isEqualTo("404 NoSuchKey");
    rig.put("star", "x");
    assertThat(completeIf("star", id, "*", null, only)).isEqualTo("ok");
  }

  @Test
  void complete_wrongParts_isRefused() {
    String id = begin("wrong");
    CompletedPart first = part("wrong", id, 1, FIVE_MIB);
    CompletedPart second = part("wrong", id, 2, new byte[10]);
    CompletedPart missing = CompletedPart.builder().partNumber(3).eTag(STALE).build();
    CompletedPart stale = CompletedPart.builder().partNumber(1).eTag(STALE).build();
    assertThat(complete("wrong", id, first, missing)).isEqualTo("400 InvalidPart");
    assertThat(complete("wrong", id, stale)).isEqualTo("400 InvalidPart");
    assertThat(complete("wrong", id, second, first)).isEqualTo("400 InvalidPartOrder");
    assertThat(complete("wrong", id, first, first)).isEqualTo("400 InvalidPartOrder");
    assertThat(complete("wrong", id, first, second)).isEqualTo("ok");
  }

  @Test
  void complete_smallPartInTheMiddle_isRefused() {
    String id = begin("small");
    CompletedPart first = part("small", id, 1, new byte[10]);
    CompletedPart second = part("small", id, 2, new byte[10]);
    assertThat(complete("small", id, first, second)).isEqualTo("400 EntityTooSmall");
  }

  @Test
  void complete_uploadWithoutParts_isRefused() throws Exception {
    byte[] body = "same".getBytes(StandardCharsets.UTF_8);
    String done = begin("none");
    CompletedPart part = part("none", done, 1, body);
    assertThat(complete("none", done, part)).isEqualTo("ok");
    String empty = begin("none");
    assertThat(complete("none", empty, part)).isEqualTo("400 InvalidPart");
  }

  @Test
  void complete_sizeToldIsWrong_isRefused() {
    String id = begin("size");
    CompletedPart only = part("size", id, 1, new byte[10]);
    assertThat(
            answer(
                () ->
                    s3.completeMultipartUpload(
                        r ->
                            r.bucket(BUCKET)
                                .key("size")
                                .uploadId(id)
                                .mpuObjectSize(11L)
                                .multipartUpload(m -> m.parts(only)))))
        .isEqualTo("400 InvalidRequest");
  }

  @Test
  void uploadPartCopy_range_isCopied() throws Exception {
    rig.put("source", "0123456789");
    String id = begin("copied");
    String etag =
        s3.uploadPartCopy(
                r ->
                    r.destinationBucket(BUCKET)
                        .destinationKey("copied")
                        .uploadId(id)
                        .partNumber(1)
                        .sourceBucket(BUCKET)
                        .sourceKey("source")
                        .copySourceRange("bytes=2-5"))
            .copyPartResult()
            .eTag();
    assertThat(
            answer(
                () ->
                    s3.uploadPartCopy(
                        r ->
                            r.destinationBucket(BUCKET)
                                .destinationKey("copied")
                                .uploadId(id)
                                .partNumber(1)
                                .sourceBucket(BUCKET)
                                .sourceKey("source")
                                .copySourceIfMatch(STALE))))
        .isEqualTo("412 PreconditionFailed");
    assertThat(complete("copied", id, CompletedPart.builder().partNumber(1).eTag(etag).build()))
        .isEqualTo("ok");
    assertThat(rig.held("copied")).isEqualTo("2345");
  }

  @Test
  void listParts_paged_all() {
    String id = begin("parts");
    for (int number : new int[] {1, 2, 5, 7, 10_000}) {
      part("parts", id, number, new byte[number % 100]);
    }
    List<Integer> numbers = new ArrayList<>();
    int marker = 0;
    ListPartsResponse page;
    do {
      int from = marker;
      page =
          s3.listParts(
              r -> r.bucket(BUCKET).key("parts").uploadId(id).maxParts(2).partNumberMarker(from));
      page.parts().stream().map(Part::partNumber).forEach(numbers::add);
      marker = page.nextPartNumberMarker();
    } while (page.isTruncated());
    assertThat(numbers).containsExactly(1, 2, 5, 7, 10_000);
    assertThat(
            s3.listPartsPaginator(r -> r.bucket(BUCKET).key("parts").uploadId(id)).parts().stream()
                .map(Part::size))
        .containsExactly(1L, 2L, 5L, 7L, 0L);
  }

  @Test
  void listUploads_pagedAndGrouped_all() {
    rig.engine.createBucket("uploads");
    List<String> ids = new ArrayList<>();
    for (String key : List.of("a", "a", "b/x", "b/y", "ü+ <&>")) {
      ids.add(s3.createMultipartUpload(r -> r.bucket("uploads").key(key)).uploadId());
    }
    assertThat(
            s3
                .listMultipartUploadsPaginator(r -> r.bucket("uploads").maxUploads(2))
                .uploads()
                .stream()
                .map(MultipartUpload::uploadId))
        .containsExactlyInAnyOrderElementsOf(ids);
    var grouped =
        s3.listMultipartUploads(r -> r.bucket("uploads").delimiter("/").encodingType("url"));
    assertThat(grouped.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("b/");
    assertThat(grouped.uploads())
        .extracting(MultipartUpload::key)
        .containsExactly("a", "a", "ü+ <&>");
    assertThat(answer(() -> s3.listMultipartUploads(r -> r.bucket("nowhere"))))
        .isEqualTo("404 NoSuchBucket");
  }

  @Test
  void abort_upload_isGone() {
    String id = begin("abort");
    part("abort", id, 1, new byte[10]);
    assertThat(abort("abort", id)).isEqualTo("ok");
    assertThat(abort("abort", id)).isEqualTo("404 NoSuchUpload");
    assertThat(answer(() -> part("abort", id, 1, new byte[10]))).isEqualTo("404 NoSuchUpload");
    assertThat(answer(() -> s3.listParts(r -> r.bucket(BUCKET).key("abort").uploadId(id))))
        .isEqualTo("404 NoSuchUpload");
  }

  private static String abort(String key, String id) {
    return answer(() -> s3.abortMultipartUpload(r -> r.bucket(BUCKET).key(key).uploadId(id)));
  }

  @Test
  void create_keyXmlCannotCarry_isRefused() {
    assertThat(answer(() -> begin("\u0001"))).isEqualTo("400 InvalidArgument");
  }

  @Test
  void uploadPart_wrongMd5_isRefused() {
    String id = begin("md5");
    byte[] body = new byte[10];
    Arrays.fill(body, (byte) 1);
    assertThat(
            answer(
                () ->
                    s3.uploadPart(
                        r ->
                            r.bucket(BUCKET)
                                .key("md5")
                                .uploadId(id)
                                .partNumber(1)
                                .contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                        RequestBody.fromBytes(body))))
        .isEqualTo("400 BadDigest");
  }
}
