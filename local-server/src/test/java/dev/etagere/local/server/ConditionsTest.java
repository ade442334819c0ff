package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ConditionsTest {
  private static final String STALE = "\"00000000000000000000000000000000\"";
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

  private static String create(String key) {
    return answer(
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString("new")));
  }

  private static String replace(String key, String etag) {
    return answer(
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key(key).ifMatch(etag), RequestBody.fromString("other")));
  }

  @Test
  void put_ifNoneMatchStar_onlyOnce() throws Exception {
    assertThat(create("create")).isEqualTo("ok");
    assertThat(create("create")).isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("create")).isEqualTo("new");
  }

  @Test
  void put_ifMatch_onlyTheCurrentETag() throws Exception {
    String etag = rig.put("replace", "1");
    assertThat(replace("replace", STALE)).isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("replace")).isEqualTo("1");
    assertThat(replace("replace", etag)).isEqualTo("ok");
    assertThat(replace("replace", etag)).isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("replace")).isEqualTo("other");
  }

  @Test
  void put_ifMatchUnquoted_holds() {
    String etag = rig.put("unquoted", "1").replace("\"", "");
    assertThat(replace("unquoted", etag)).isEqualTo("ok");
  }

  @Test
  void put_ifMatchOnMissingKey_404() throws Exception {
    assertThat(replace("missing", STALE)).isEqualTo("404 NoSuchKey");
    assertThat(rig.held("missing")).isNull();
  }

  @Test
  void put_ifMatchStar_needsAnObject() {
    assertThat(replace("star", "*")).isEqualTo("404 NoSuchKey");
    rig.put("star", "1");
    assertThat(replace("star", "*")).isEqualTo("ok");
  }

  @Test
  void put_ifNoneMatchWithAnETag_501() throws Exception {
    String etag = rig.put("none", "1");
    String got =
        answer(
            () ->
                s3.putObject(
                    r -> r.bucket(BUCKET).key("none").ifNoneMatch(etag),
                    RequestBody.fromString("2")));
    assertThat(got).isEqualTo("501 NotImplemented");
    assertThat(rig.held("none")).isEqualTo("1");
  }

  @Test
  void get_ifMatch_200or412() {
    String etag = rig.put("get", "1");
    assertThat(answer(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("get").ifMatch(etag))))
        .isEqualTo("ok");
    assertThat(answer(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("get").ifMatch(STALE))))
        .isEqualTo("412 PreconditionFailed");
  }

  @Test
  void get_ifNoneMatch_304WithTheETag() {
    String etag = rig.put("known", "1");
    try {
      s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("known").ifNoneMatch(etag));
      assertThat(true).as("it was answered").isFalse();
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(304);
      assertThat(e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("ETag")).contains(etag);
    }
    assertThat(
            answer(
                () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("known").ifNoneMatch(STALE))))
        .isEqualTo("ok");
  }

  @Test
  void head_conditions_asGet() {
    String etag = rig.put("head", "1");
    String bare = etag.replace("\"", "");
    assertThat(answer(() -> s3.headObject(r -> r.bucket(BUCKET).key("head").ifNoneMatch(etag))))
        .startsWith("304");
    assertThat(answer(() -> s3.headObject(r -> r.bucket(BUCKET).key("head").ifMatch(bare))))
        .isEqualTo("ok");
    assertThat(answer(() -> s3.headObject(r -> r.bucket(BUCKET).key("head").ifMatch(STALE))))
        .startsWith("412");
    assertThat(answer(() -> s3.headObject(r -> r.bucket(BUCKET).key("nothing")))).startsWith("404");
  }

  @Test
  void get_modifiedSince_byTheSecond() {
    rig.put("dated", "1");
    Instant future = Instant.now().plusSeconds(60);
    Instant past = Instant.now().minusSeconds(60);
    assertThat(
            answer(
                () ->
                    s3.getObjectAsBytes(
                        r -> r.bucket(BUCKET).key("dated").ifModifiedSince(future))))
        .startsWith("304");
    assertThat(
            answer(
                () ->
                    s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("dated").ifModifiedSince(past))))
        .isEqualTo("ok");
    assertThat(
            answer(
                () ->
                    s3.getObjectAsBytes(
                        r -> r.bucket(BUCKET).key("dated").ifUnmodifiedSince(past))))
        .isEqualTo("412 PreconditionFailed");
  }

  @Test
  void copy_destinationConditions_hold() throws Exception {
    String from = rig.put("from", "source");
    assertThat(copyIfAbsent("to")).isEqualTo("ok");
    assertThat(copyIfAbsent("to")).isEqualTo("412 PreconditionFailed");
    rig.put("to", "changed");
    assertThat(copyIfMatch("to", from)).isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("to")).isEqualTo("changed");
    assertThat(copyIfMatch("nowhere", from)).isEqualTo("404 NoSuchKey");
    assertThat(rig.held("nowhere")).isNull();
    String now = s3.headObject(r -> r.bucket(BUCKET).key("to")).eTag();
    assertThat(copyIfMatch("to", now)).isEqualTo("ok");
    assertThat(rig.held("to")).isEqualTo("source");
  }

  private static String copyIfAbsent(String to) {
    return answer(
        () ->
            s3.copyObject(
                r ->
                    r.sourceBucket(BUCKET)
                        .sourceKey("from")
                        .destinationBucket(BUCKET)
                        .destinationKey(to)
                        .ifNoneMatch("*")));
  }

  private static String copyIfMatch(String to, String etag) {
    return answer(
        () ->
            s3.copyObject(
                r ->
                    r.sourceBucket(BUCKET)
                        .sourceKey("from")
                        .destinationBucket(BUCKET)
                        .destinationKey(to)
                        .ifMatch(etag)));
  }

  @Test
  void copy_sourceConditions_hold() throws Exception {
    String etag = rig.put("source", "source");
    assertThat(copyIfSource("copied", STALE, null)).isEqualTo("412 PreconditionFailed");
    assertThat(copyIfSource("copied", null, etag)).isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("copied")).isNull();
    assertThat(copyIfSource("copied", etag, null)).isEqualTo("ok");
  }

  private static String copyIfSource(String to, String match, String noneMatch) {
    return answer(
        () ->
            s3.copyObject(
                r ->
                    r.sourceBucket(BUCKET)
                        .sourceKey("source")
                        .destinationBucket(BUCKET)
                        .destinationKey(to)
                        .copySourceIfMatch(match)
                        .copySourceIfNoneMatch(noneMatch)));
  }

  @Test
  void delete_ifMatch_onlyTheCurrentETag() throws Exception {
    String etag = rig.put("delete", "1");
    assertThat(answer(() -> s3.deleteObject(r -> r.bucket(BUCKET).key("delete").ifMatch(STALE))))
        .isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("delete")).isEqualTo("1");
    assertThat(answer(() -> s3.deleteObject(r -> r.bucket(BUCKET).key("delete").ifMatch(etag))))
        .isEqualTo("ok");
    assertThat(rig.held("delete")).isNull();
    assertThat(answer(() -> s3.deleteObject(r -> r.bucket(BUCKET).key("delete").ifMatch(etag))))
        .isEqualTo("404 NoSuchKey");
    assertThat(answer(() -> s3.deleteObject(r -> r.bucket(BUCKET).key("delete")))).isEqualTo("ok");
  }

  @Test
  void deleteMany_eTagPerEntry_judgesEach() throws Exception {
    String etag = rig.put("d1", "1");
    rig.put("d2", "2");
    rig.put("d4", "4");
    var answer =
        s3.deleteObjects(
            r ->
                r.bucket(BUCKET)
                    .delete(
                        d ->
                            d.objects(
                                entry("d1", etag),
                                entry("d2", STALE),
                                entry("d3", etag),
                                entry("d4", null))));
    assertThat(answer.deleted()).extracting(DeletedObject::key).containsExactly("d1", "d4");
    assertThat(answer.errors())
        .extracting(e -> e.key() + " " + e.code())
        .containsExactly("d2 PreconditionFailed", "d3 NoSuchKey");
    assertThat(List.of("d1", "d2", "d4").stream().filter(ConditionsTest::isHeld))
        .containsExactly("d2");
  }

  private static ObjectIdentifier entry(String key, String etag) {
    return ObjectIdentifier.builder().key(key).eTag(etag).build();
  }

  private static boolean isHeld(String key) {
    try {
      return rig.held(key) != null;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
