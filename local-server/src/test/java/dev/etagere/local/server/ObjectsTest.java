package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class ObjectsTest {
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

  @Test
  void buckets_wholeLife_asS3() {
    assertThat(answer(() -> s3.createBucket(r -> r.bucket("life")))).isEqualTo("ok");
    assertThat(answer(() -> s3.createBucket(r -> r.bucket("life"))))
        .isEqualTo("409 BucketAlreadyOwnedByYou");
    assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).contains("life", BUCKET);
    assertThat(s3.headBucket(r -> r.bucket("life")).bucketRegion()).isEqualTo("us-east-1");
    assertThat(s3.getBucketVersioning(r -> r.bucket("life")).status()).isNull();
    s3.putObject(r -> r.bucket("life").key("k"), RequestBody.fromString("x"));
    assertThat(answer(() -> s3.deleteBucket(r -> r.bucket("life"))))
        .isEqualTo("409 BucketNotEmpty");
    s3.deleteObject(r -> r.bucket("life").key("k"));
    assertThat(answer(() -> s3.deleteBucket(r -> r.bucket("life")))).isEqualTo("ok");
    assertThat(answer(() -> s3.deleteBucket(r -> r.bucket("life")))).isEqualTo("404 NoSuchBucket");
    assertThat(answer(() -> s3.headBucket(r -> r.bucket("life")))).startsWith("404");
  }

  @Test
  void bucketLocation_isTheRegion_andNeedsABucket() {
    assertThat(s3.getBucketLocation(r -> r.bucket(BUCKET)).locationConstraintAsString())
        .isNullOrEmpty();
    assertThat(answer(() -> s3.getBucketLocation(r -> r.bucket("nowhere"))))
        .isEqualTo("404 NoSuchBucket");
  }

  @Test
  void missing_keyAndBucket_404() {
    assertThat(answer(() -> rig.get("nothing"))).isEqualTo("404 NoSuchKey");
    assertThat(
            answer(
                () -> s3.putObject(r -> r.bucket("nowhere").key("k"), RequestBody.fromString("x"))))
        .isEqualTo("404 NoSuchBucket");
    assertThat(answer(() -> s3.listObjectsV2(r -> r.bucket("nowhere"))))
        .isEqualTo("404 NoSuchBucket");
    assertThat(answer(() -> s3.getObjectAsBytes(r -> r.bucket("nowhere").key("k"))))
        .isEqualTo("404 NoSuchBucket");
  }

  @Test
  void empty_object_isAnObject() {
    s3.putObject(r -> r.bucket(BUCKET).key("empty"), RequestBody.empty());
    assertThat(rig.get("empty")).isEmpty();
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("empty")).contentLength()).isZero();
  }

  @Test
  void headers_given_comeBack() {
    Instant expires = Instant.now().plusSeconds(1_000).truncatedTo(ChronoUnit.SECONDS);
    s3.putObject(
        r ->
            r.bucket(BUCKET)
                .key("headers")
                .metadata(Map.of("One", "1", "two-x", "zwei  x"))
                .contentType("text/x")
                .cacheControl("no-store")
                .contentDisposition("attachment; filename=\"a.txt\"")
                .contentEncoding("gzip")
                .contentLanguage("de")
                .expires(expires)
                .storageClass("STANDARD_IA")
                .serverSideEncryption("aws:kms")
                .ssekmsKeyId("key")
                .acl("bucket-owner-full-control"),
        RequestBody.fromString("m"));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("headers"));
    assertThat(new TreeMap<>(head.metadata())).isEqualTo(Map.of("one", "1", "two-x", "zwei  x"));
    assertThat(head.contentType()).isEqualTo("text/x");
    assertThat(head.cacheControl()).isEqualTo("no-store");
    assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"a.txt\"");
    assertThat(head.contentEncoding()).isEqualTo("gzip");
    assertThat(head.contentLanguage()).isEqualTo("de");
    assertThat(head.expiresString()).isNotEmpty();
    assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
    assertThat(head.serverSideEncryptionAsString()).isEqualTo("aws:kms");
    assertThat(head.ssekmsKeyId()).isEqualTo("key");
    assertThat(
            rig.engine.head(BUCKET, "headers", dev.etagere.local.ReadIf.always()).headers().acl())
        .isEqualTo("bucket-owner-full-control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset=utf-8",
        "text/plain;charset=UTF-8",
        "application/json",
        "text/html; charset=\"iso-8859-1\"",
        "text/xml",
        "x/Y; a=b"
      })
  void contentType_anySpelling_comesBackAsItWas(String type) {
    s3.putObject(r -> r.bucket(BUCKET).key("type").contentType(type), RequestBody.fromString("ü"));
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("type")).contentType()).isEqualTo(type);
    assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("type")).response().contentType())
        .isEqualTo(type);
  }

  @Test
  void metadata_moreThan2KB_isRefused() throws Exception {
    String got =
        answer(
            () ->
                s3.putObject(
                    r -> r.bucket(BUCKET).key("much").metadata(Map.of("m", "x".repeat(2_048))),
                    RequestBody.fromString("x")));
    assertThat(got).isEqualTo("400 MetadataTooLarge");
    assertThat(rig.held("much")).isNull();
    s3.putObject(
        r -> r.bucket(BUCKET).key("much").metadata(Map.of("m", "x".repeat(2_047))),
        RequestBody.fromString("x"));
  }

  @Test
  void get_range_partOfIt() {
    rig.put("range", "0123456789");
    var part = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("range").range("bytes=2-5"));
    assertThat(part.asUtf8String()).isEqualTo("2345");
    assertThat(part.response().contentRange()).isEqualTo("bytes 2-5/10");
    assertThat(range("bytes=7-")).isEqualTo("789");
    assertThat(range("bytes=-3")).isEqualTo("789");
    assertThat(range("bytes=8-99")).isEqualTo("89");
    assertThat(answer(() -> range("bytes=10-"))).isEqualTo("416 InvalidRange");
  }

  private static String range(String range) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("range").range(range)).asUtf8String();
  }

  @Test
  void get_overriddenHeaders_areSent() {
    rig.put("override", "x");
    var response =
        s3.getObjectAsBytes(
                r ->
                    r.bucket(BUCKET)
                        .key("override")
                        .responseContentType("text/y; charset=utf-8")
                        .responseCacheControl("no-cache"))
            .response();
    assertThat(response.contentType()).isEqualTo("text/y; charset=utf-8");
    assertThat(response.cacheControl()).isEqualTo("no-cache");
  }

  @Test
  void put_wrongContentMd5_nothingStored() throws Exception {
    String got =
        answer(
            () ->
                s3.putObject(
                    r -> r.bucket(BUCKET).key("md5").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                    RequestBody.fromString("m")));
    assertThat(got).isEqualTo("400 BadDigest");
    assertThat(rig.held("md5")).isNull();
  }

  @Test
  void put_wrongChecksumHeader_nothingStored() throws Exception {
    String got =
        answer(
            () ->
                s3.putObject(
                    r -> r.bucket(BUCKET).key("crc").checksumCRC32("AAAAAA=="),
                    RequestBody.fromString("m")));
    assertThat(got).isEqualTo("400 BadDigest");
    assertThat(rig.held("crc")).isNull();
  }

  @Test
  void notOffered_isRefusedAndNothingDone() throws Exception {
    assertThat(
            answer(
                () ->
                    s3.putObject(
                        r -> r.bucket(BUCKET).key("tagged").tagging("a=b"),
                        RequestBody.fromString("x"))))
        .isEqualTo("501 NotImplemented");
    assertThat(rig.held("tagged")).isNull();
    assertThat(answer(() -> s3.getBucketCors(r -> r.bucket(BUCKET))))
        .isEqualTo("501 NotImplemented");
    assertThat(answer(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("range").versionId("v"))))
        .isEqualTo("400 InvalidArgument");
  }

  @Test
  void put_nonsenseAclOrClass_isRefused() {
    assertThat(
            answer(
                () ->
                    s3.putObject(
                        r -> r.bucket(BUCKET).key("odd").acl("everybody"),
                        RequestBody.fromString("x"))))
        .isEqualTo("400 InvalidArgument");
    assertThat(
            answer(
                () ->
                    s3.putObject(
                        r -> r.bucket(BUCKET).key("odd").storageClass("CELLAR"),
                        RequestBody.fromString("x"))))
        .isEqualTo("400 InvalidStorageClass");
    for (String acl : List.of("private", "public-read", "authenticated-read")) {
      s3.putObject(r -> r.bucket(BUCKET).key("acl").acl(acl), RequestBody.fromString("x"));
    }
  }

  @Test
  void copy_metadata_keptOrReplaced() {
    s3.putObject(
        r -> r.bucket(BUCKET).key("m").metadata(Map.of("a", "1")).contentType("x/a"),
        RequestBody.fromString("body"));
    s3.copyObject(
        r ->
            r.sourceBucket(BUCKET)
                .sourceKey("m")
                .destinationBucket(BUCKET)
                .destinationKey("kept")
                .storageClass("STANDARD_IA"));
    HeadObjectResponse kept = s3.headObject(r -> r.bucket(BUCKET).key("kept"));
    assertThat(kept.metadata()).isEqualTo(Map.of("a", "1"));
    assertThat(kept.contentType()).isEqualTo("x/a");
    assertThat(kept.storageClassAsString()).isEqualTo("STANDARD_IA");
    s3.copyObject(
        r ->
            r.sourceBucket(BUCKET)
                .sourceKey("m")
                .destinationBucket(BUCKET)
                .destinationKey("m")
                .metadataDirective("REPLACE")
                .metadata(Map.of("b", "2"))
                .contentType("x/b"));
    HeadObjectResponse replaced = s3.headObject(r -> r.bucket(BUCKET).key("m"));
    assertThat(replaced.metadata()).isEqualTo(Map.of("b", "2"));
    assertThat(replaced.contentType()).isEqualTo("x/b");
    assertThat(rig.get("m")).isEqualTo("body");
  }

  @Test
  void copy_missingSource_404() {
    assertThat(
            answer(
                () ->
                    s3.copyObject(
                        r ->
                            r.sourceBucket(BUCKET)
                                .sourceKey("nothing")
                                .destinationBucket(BUCKET)
                                .destinationKey("c"))))
        .isEqualTo("404 NoSuchKey");
  }
}
