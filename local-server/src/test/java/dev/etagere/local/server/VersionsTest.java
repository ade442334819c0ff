package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class VersionsTest {
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig();
    setVersioning(BucketVersioningStatus.ENABLED);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void setVersioning(BucketVersioningStatus status) {
    rig.s3.putBucketVersioning(
        r -> r.bucket(BUCKET).versioningConfiguration(c -> c.status(status)));
  }

  private String put(String key, String text) {
    PutObjectResponse response =
        rig.s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(text));
    return response.versionId();
  }

  private String get(String key, String versionId) {
    return rig.s3
        .getObjectAsBytes(r -> r.bucket(BUCKET).key(key).versionId(versionId))
        .asUtf8String();
  }

  private DeleteObjectResponse delete(String key, String versionId) {
    return rig.s3.deleteObject(r -> r.bucket(BUCKET).key(key).versionId(versionId));
  }

  @Test
  void versioning_isToldAsItWasSet() {
    rig.s3.createBucket(r -> r.bucket("plain"));

    assertThat(rig.s3.getBucketVersioning(r -> r.bucket("plain")).status()).isNull();
    assertThat(rig.s3.getBucketVersioning(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    setVersioning(BucketVersioningStatus.SUSPENDED);
    assertThat(rig.s3.getBucketVersioning(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.SUSPENDED);
    assertThat(answer(() -> rig.s3.getBucketVersioning(r -> r.bucket("none"))))
        .isEqualTo("404 NoSuchBucket");
  }

  @Test
  void settings_signedWrongly_areNotTouched() {
    var stranger = rig.client(rig.server.accessKey(), "wrong", builder -> {});

    assertThat(
            answer(
                () ->
                    stranger.putBucketVersioning(
                        r ->
                            r.bucket(BUCKET)
                                .versioningConfiguration(
                                    c -> c.status(BucketVersioningStatus.SUSPENDED)))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(rig.s3.getBucketVersioning(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
  }

  @Test
  void plainBucket_tellsNoVersions() {
    rig.s3.createBucket(r -> r.bucket("plain"));
    PutObjectResponse put =
        rig.s3.putObject(r -> r.bucket("plain").key("k"), RequestBody.fromString("v"));

    assertThat(put.versionId()).isNull();
    assertThat(rig.s3.headObject(r -> r.bucket("plain").key("k")).versionId()).isNull();
    assertThat(rig.s3.deleteObject(r -> r.bucket("plain").key("k")).versionId()).isNull();
  }

  @Test
  void putGetHeadCopy_byVersion() {
    String first = put("k", "one");
    String second = put("k", "two");

    assertThat(first).isNotNull().isNotEqualTo(second);
    assertThat(get("k", first)).isEqualTo("one");
    assertThat(rig.get("k")).isEqualTo("two");
    assertThat(rig.s3.headObject(r -> r.bucket(BUCKET).key("k")).versionId()).isEqualTo(second);
    assertThat(rig.s3.headObject(r -> r.bucket(BUCKET).key("k").versionId(first)).versionId())
        .isEqualTo(first);
    var copied =
        rig.s3.copyObject(
            r ->
                r.sourceBucket(BUCKET)
                    .sourceKey("k")
                    .sourceVersionId(first)
                    .destinationBucket(BUCKET)
                    .destinationKey("k"));
    assertThat(copied.copySourceVersionId()).isEqualTo(first);
    assertThat(copied.versionId()).isNotNull().isNotEqualTo(first);
    assertThat(rig.get("k")).isEqualTo("one");
  }

  @Test
  void upload_completed_tellsItsVersion() {
    put("k", "before");
    String id = rig.s3.createMultipartUpload(r -> r.bucket(BUCKET).key("k")).uploadId();
    String etag =
        rig.s3
            .uploadPart(
                r -> r.bucket(BUCKET).key("k").uploadId(id).partNumber(1),
                RequestBody.fromString("after"))
            .eTag();

    var done =
        rig.s3.completeMultipartUpload(
            r ->
                r.bucket(BUCKET)
                    .key("k")
                    .uploadId(id)
                    .multipartUpload(
                        m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));

    assertThat(get("k", done.versionId())).isEqualTo("after");
  }

  @Test
  void deleteMarker_is404WithItsHeadersAndRestores() {
    String first = put("k", "one");

    DeleteObjectResponse deleted = delete("k", null);

    assertThat(deleted.deleteMarker()).isTrue();
    S3Exception missing = catchThrowableOfType(S3Exception.class, () -> rig.get("k"));
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
    assertThat(
            missing.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-delete-marker"))
        .hasValue("true");
    assertThat(missing.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-version-id"))
        .hasValue(deleted.versionId());
    S3Exception head =
        catchThrowableOfType(
            S3Exception.class, () -> rig.s3.headObject(r -> r.bucket(BUCKET).key("k")));
    assertThat(head.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-delete-marker"))
        .hasValue("true");
    S3Exception marker =
        catchThrowableOfType(S3Exception.class, () -> get("k", deleted.versionId()));
    assertThat(marker.statusCode()).isEqualTo(405);
    assertThat(get("k", first)).isEqualTo("one");
    DeleteObjectResponse restored = delete("k", deleted.versionId());
    assertThat(restored.deleteMarker()).isTrue();
    assertThat(restored.versionId()).isEqualTo(deleted.versionId());
    assertThat(rig.get("k")).isEqualTo("one");
  }

  @Test
  void conditions_takeAMarkerForNothing() {
    String etag = rig.put("k", "one");
    delete("k", null);

    assertThat(
            answer(
                () ->
                    rig.s3.putObject(
                        r -> r.bucket(BUCKET).key("k").ifMatch(etag),
                        RequestBody.fromString("two"))))
        .isEqualTo("404 NoSuchKey");
    assertThat(
            answer(
                () ->
                    rig.s3.putObject(
                        r -> r.bucket(BUCKET).key("k").ifNoneMatch("*"),
                        RequestBody.fromString("two"))))
        .isEqualTo("ok");
    assertThat(rig.get("k")).isEqualTo("two");
  }

  @Test
  void version_missingOrNone_isToldApart() {
    String id = put("k", "one");

    assertThat(answer(() -> get("other", id))).isEqualTo("404 NoSuchVersion");
    assertThat(answer(() -> get("k", "no-version-id"))).isEqualTo("400 InvalidArgument");
  }

  @Test
  void deleteObjects_withVersions_removesThose() {
    String first = put("a", "one");
    put("a", "two");
    put("b", "one");

    var done =
        rig.s3.deleteObjects(
            r ->
                r.bucket(BUCKET)
                    .delete(
                        d ->
                            d.objects(
                                ObjectIdentifier.builder().key("a").versionId(first).build(),
                                ObjectIdentifier.builder().key("b").build())));

    assertThat(done.errors()).isEmpty();
    assertThat(done.deleted()).hasSize(2);
    assertThat(done.deleted().get(0).versionId()).isEqualTo(first);
    assertThat(done.deleted().get(1).deleteMarker()).isTrue();
    assertThat(done.deleted().get(1).deleteMarkerVersionId()).isNotNull();
    assertThat(rig.get("a")).isEqualTo("two");
    assertThat(answer(() -> rig.get("b"))).isEqualTo("404 NoSuchKey");
  }

  @Test
  void listObjectVersions_paged_tellsEachOnceNewestFirst() {
    List<String> expected = new ArrayList<>();
    for (String key : List.of("a b", "c", "dé")) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ids.add(0, key + " " + put(key, "v" + i));
      }
      ids.add(0, key + " " + delete(key, null).versionId());
      expected.addAll(ids);
    }
    List<String> seen = new ArrayList<>();
    String key = null;
    String version = null;
    ListObjectVersionsResponse page;
    do {
      String afterKey = key;
      String afterVersion = version;
      page =
          rig.s3.listObjectVersions(
              r -> r.bucket(BUCKET).maxKeys(5).keyMarker(afterKey).versionIdMarker(afterVersion));
      List<String> ofPage = new ArrayList<>();
      page.versions().forEach(v -> ofPage.add(v.key() + " " + v.versionId()));
      page.deleteMarkers().forEach(m -> ofPage.add(m.key() + " " + m.versionId()));
      assertThat(page.deleteMarkers()).allMatch(m -> m.isLatest());
      assertThat(page.versions()).noneMatch(v -> v.isLatest());
      seen.addAll(ofPage);
      key = page.nextKeyMarker();
      version = page.nextVersionIdMarker();
    } while (page.isTruncated());

    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rig.s3.listObjectVersions(r -> r.bucket(BUCKET).prefix("c")).versions())
        .extracting(v -> v.key())
        .containsOnly("c")
        .hasSize(3);
  }

  @Test
  void bucket_withVersions_isNotEmpty() {
    String id = put("k", "one");
    String marker = delete("k", null).versionId();

    assertThat(answer(() -> rig.s3.deleteBucket(r -> r.bucket(BUCKET))))
        .isEqualTo("409 BucketNotEmpty");
    delete("k", id);
    delete("k", marker);
    assertThat(answer(() -> rig.s3.deleteBucket(r -> r.bucket(BUCKET)))).isEqualTo("ok");
  }
}
