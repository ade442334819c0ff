package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What belongs to one location: ids, tokens, pages; and conditional writes. */
@SuppressWarnings({"unchecked", "deprecation"}) // the SDK's varargs, and an old form of copies
class BelongingTest {
  private final TwoLocations two = new TwoLocations();
  private final FailoverS3Client real = two.sync().build();
  private final FakeS3 eu = new FakeS3();
  private final FakeS3 us = new FakeS3();
  private final FailoverS3Client client = over().build();

  private FailoverS3Client.Builder over() {
    return FailoverS3Client.builder()
        .primary("eu", eu.client(), "orders-eu")
        .secondary("us", us.client(), "orders-us")
        .bucket("orders");
  }

  @AfterEach
  void close() {
    real.close();
    two.close();
    client.close();
  }

  private static Random seeded(long seed) {
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  /** Keys that are hard to order: prefixes of each other, above the BMP, and odd ones. */
  private static java.util.Set<String> keys(Random random) {
    String[] pieces = {"a", "b", "/", "a/", "0", "~", "é", "\uFFFD", "\uD83D\uDE00", "-", " "};
    java.util.Set<String> keys = new TreeSet<>(ListToken::compare);
    while (keys.size() < 60) {
      StringBuilder key = new StringBuilder("k");
      for (int i = random.nextInt(5); i >= 0; i--) {
        key.append(pieces[random.nextInt(pieces.length)]);
      }
      keys.add(key.toString());
    }
    return keys;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void b4_listV2_goesToAndFroBetweenLocations_noKeyTwiceNoneSkipped(String delimiter) {
    Random random = seeded(42 + delimiter.length());
    for (String key : keys(random)) {
      two.atBoth(key, "x");
    }
    ListObjectsV2Request all =
        ListObjectsV2Request.builder()
            .bucket("orders")
            .delimiter(delimiter.isEmpty() ? null : delimiter)
            .build();
    List<String> expected = new ArrayList<>();
    var whole = real.listObjectsV2(all);
    whole.contents().forEach(o -> expected.add(o.key()));
    whole.commonPrefixes().forEach(p -> expected.add(p.prefix()));
    expected.sort(ListToken::compare);

    List<String> listed = new ArrayList<>();
    String token = null;
    do {
      real.automatic();
      real.prefer(random.nextBoolean() ? "eu" : "us");
      ListObjectsV2Response page =
          real.listObjectsV2(
              all.toBuilder().continuationToken(token).maxKeys(1 + random.nextInt(4)).build());
      List<String> items = new ArrayList<>();
      page.contents().forEach(o -> items.add(o.key()));
      page.commonPrefixes().forEach(p -> items.add(p.prefix()));
      items.sort(ListToken::compare);
      listed.addAll(items);
      assertThat(page.name()).isEqualTo("orders");
      assertThat(page.continuationToken()).isEqualTo(token);
      token = page.nextContinuationToken();
      assertThat(page.isTruncated()).isEqualTo(token != null);
    } while (token != null);

    assertThat(listed).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void b4_listV1_goesToAndFroBetweenLocations_noKeyTwiceNoneSkipped(String delimiter) {
    Random random = seeded(4_711 + delimiter.length());
    for (String key : keys(random)) {
      two.atBoth(key, "x");
    }
    ListObjectsRequest all =
        ListObjectsRequest.builder()
            .bucket("orders")
            .delimiter(delimiter.isEmpty() ? null : delimiter)
            .build();
    List<String> expected = items(real.listObjects(all));
    List<String> listed = new ArrayList<>();
    String marker = null;
    ListObjectsResponse page;
    do {
      real.automatic();
      real.prefer(random.nextBoolean() ? "eu" : "us");
      page =
          real.listObjects(all.toBuilder().marker(marker).maxKeys(1 + random.nextInt(4)).build());
      listed.addAll(items(page));
      marker = page.nextMarker() != null ? page.nextMarker() : listed.get(listed.size() - 1);
    } while (page.isTruncated());

    assertThat(listed).containsExactlyElementsOf(expected);
  }

  private static List<String> items(ListObjectsResponse page) {
    List<String> items = new ArrayList<>();
    page.contents().forEach(o -> items.add(o.key()));
    page.commonPrefixes().forEach(p -> items.add(p.prefix()));
    items.sort(ListToken::compare);
    return items;
  }

  @Test
  void paginator_primaryDiesBetweenPages_goesOn() {
    for (int i = 10; i < 40; i++) {
      two.atBoth("k" + i, "x");
    }
    List<String> keys = new ArrayList<>();
    for (ListObjectsV2Response page :
        real.listObjectsV2Paginator(r -> r.bucket("orders").maxKeys(7))) {
      page.contents().forEach(o -> keys.add(o.key()));
      two.eu.server().stop();
    }

    assertThat(keys).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void listV2_foreignToken_refusedWithTheWayOut() {
    assertThatThrownBy(
            () -> client.listObjectsV2(r -> r.bucket("orders").continuationToken("1ueGcxLPRx1Tr")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("startAfter");
  }

  @Test
  void listV2_secondPageElsewhere_afterTheLastCommonPrefix() {
    eu.answering(
        r ->
            ListObjectsV2Response.builder()
                .contents(S3Object.builder().key("a").build())
                .commonPrefixes(CommonPrefix.builder().prefix("b/").build())
                .isTruncated(true)
                .nextContinuationToken("native")
                .build());
    String token =
        client.listObjectsV2(r -> r.bucket("orders").delimiter("/")).nextContinuationToken();
    client.listObjectsV2(r -> r.bucket("orders").delimiter("/").continuationToken(token));
    assertThat(eu.<ListObjectsV2Request>last().continuationToken()).isEqualTo("native");
    client.prefer("us");
    us.answering(
        r ->
            ListObjectsV2Response.builder()
                .contents(S3Object.builder().key("c").build())
                .commonPrefixes(CommonPrefix.builder().prefix("b/").build())
                .keyCount(2)
                .isTruncated(false)
                .build());

    var page =
        client.listObjectsV2(r -> r.bucket("orders").delimiter("/").continuationToken(token));

    ListObjectsV2Request asked = us.last();
    assertThat(asked.continuationToken()).isNull();
    assertThat(asked.startAfter()).startsWith("b/").isGreaterThan("b/z");
    assertThat(page.commonPrefixes()).isEmpty();
    assertThat(page.contents()).hasSize(1);
    assertThat(page.keyCount()).isEqualTo(1);
  }

  private static ObjectVersion version(String key, String id) {
    return ObjectVersion.builder().key(key).versionId(id).build();
  }

  @Test
  void listVersions_pageBreaksOffWithinAKey_endsWhereAKeyEnds() {
    eu.answering(
        r ->
            ListObjectVersionsResponse.builder()
                .name("orders-eu")
                .versions(version("a", "a1"), version("b", "b2"), version("b", "b1"))
                .isTruncated(true)
                .nextKeyMarker("b")
                .nextVersionIdMarker("b1")
                .build());

    var page = client.listObjectVersions(r -> r.bucket("orders"));

    assertThat(page.name()).isEqualTo("orders");
    assertThat(page.versions()).extracting(ObjectVersion::versionId).containsExactly("eu:a1");
    assertThat(page.nextKeyMarker()).isEqualTo("a");
    assertThat(page.nextVersionIdMarker()).isNull();
    eu.failing(FakeS3.status(503, "SlowDown"));
    client.listObjectVersions(r -> r.bucket("orders").keyMarker(page.nextKeyMarker()));
    assertThat(us.<ListObjectVersionsRequest>last().keyMarker()).isEqualTo("a");
  }

  @Test
  void listVersions_wholePageIsOneKeys_staysWithItsLocation() {
    eu.answering(
        r ->
            ListObjectVersionsResponse.builder()
                .versions(version("b", "b2"), version("b", "b1"))
                .isTruncated(true)
                .nextKeyMarker("b")
                .nextVersionIdMarker("b1")
                .build());
    var page = client.listObjectVersions(r -> r.bucket("orders"));
    assertThat(page.nextVersionIdMarker()).isEqualTo("eu:b1");
    client.prefer("us");

    client.listObjectVersions(
        r -> r.bucket("orders").keyMarker("b").versionIdMarker(page.nextVersionIdMarker()));

    assertThat(eu.<ListObjectVersionsRequest>last().versionIdMarker()).isEqualTo("b1");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void versionId_ofAnAnswer_leadsBackToItsLocation() {
    eu.answering(r -> PutObjectResponse.builder().versionId("v1").build());
    String id =
        client.putObject(r -> r.bucket("orders").key("k"), RequestBody.fromString("x")).versionId();
    assertThat(id).isEqualTo("eu:v1");
    client.prefer("us");
    eu.answering(r -> null);

    client.headObject(r -> r.bucket("orders").key("k").versionId(id));
    assertThat(eu.<HeadObjectRequest>last().versionId()).isEqualTo("v1");

    client.copyObject(
        r ->
            r.copySource("orders/k?versionId=" + id)
                .destinationBucket("orders")
                .destinationKey("copy"));
    assertThat(eu.<CopyObjectRequest>last().copySource()).isEqualTo("orders-eu/k?versionId=v1");

    eu.failing(FakeS3.status(503, "SlowDown"));
    assertThatThrownBy(() -> client.getObject(r -> r.bucket("orders").key("k").versionId(id)))
        .hasMessageContaining("version id")
        .hasMessageContaining("'eu'");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void versionId_null_isEveryLocationsOwn() {
    eu.failing(FakeS3.status(503, "SlowDown"));

    client.getObject(r -> r.bucket("orders").key("k").versionId("null")).abort();

    assertThat(us.<GetObjectRequest>last().versionId()).isEqualTo("null");
  }

  @Test
  void deleteObjects_versionsOfTwoLocations_refused() {
    assertThatThrownBy(
            () ->
                client.deleteObjects(
                    r ->
                        r.bucket("orders")
                            .delete(
                                d ->
                                    d.objects(
                                        o -> o.key("a").versionId("eu:1"),
                                        o -> o.key("b").versionId("us:1")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one request for each");
  }

  @Test
  void deleteObjects_versionsOfOneLocation_goThereStripped() {
    us.answering(
        r ->
            DeleteObjectsResponse.builder()
                .deleted(d -> d.key("a").versionId("1").deleteMarkerVersionId("2"))
                .build());

    var deleted =
        client.deleteObjects(
            r -> r.bucket("orders").delete(d -> d.objects(o -> o.key("a").versionId("us:1"))));

    DeleteObjectsRequest asked = us.last();
    assertThat(asked.delete().objects().get(0).versionId()).isEqualTo("1");
    assertThat(deleted.deleted().get(0).versionId()).isEqualTo("us:1");
    assertThat(deleted.deleted().get(0).deleteMarkerVersionId()).isEqualTo("us:2");
  }

  @Test
  void listParts_answersWithTheCallersNames() {
    us.answering(r -> ListPartsResponse.builder().bucket("orders-us").uploadId("u").build());

    var parts = client.listParts(r -> r.bucket("orders").key("k").uploadId("us:u"));

    assertThat(parts.bucket()).isEqualTo("orders");
    assertThat(parts.uploadId()).isEqualTo("us:u");
  }

  @Test
  void copy_fromAnotherBucket_refused() {
    assertThatThrownBy(
            () ->
                client.copyObject(
                    r ->
                        r.sourceBucket("theirs")
                            .sourceKey("k")
                            .destinationBucket("orders")
                            .destinationKey("copy")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'theirs'");
  }

  @Test
  void conditionalPut_primaryFails_refusedAtTheSecondaryWithBothWaysOut() {
    eu.failing(FakeS3.status(503, "SlowDown"));

    assertThatThrownBy(
            () ->
                client.putObject(
                    r -> r.bucket("orders").key("k").ifNoneMatch("*"), RequestBody.fromString("x")))
        .hasMessageContaining("asynchronous")
        .hasMessageContaining("conditionalWritesAtSecondary(true)")
        .hasMessageContaining("three locations")
        .hasMessageContaining("503");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void conditionalPut_secondaryPreferred_stillJudgedAtThePrimary() {
    client.prefer("us");

    client.putObject(
        r -> r.bucket("orders").key("k").ifMatch("\"e\""), RequestBody.fromString("x"));

    assertThat(eu.<PutObjectRequest>last().ifMatch()).isEqualTo("\"e\"");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void conditionalPut_412_isTheAnswer() {
    eu.failing(FakeS3.status(412, "PreconditionFailed"));

    assertThatThrownBy(
            () ->
                client.putObject(
                    r -> r.bucket("orders").key("k").ifMatch("\"e\""), RequestBody.fromString("x")))
        .hasMessageContaining("PreconditionFailed");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void conditionalPut_allowed_failsOver() {
    eu.failing(FakeS3.status(503, "SlowDown"));
    try (FailoverS3Client allowing = over().conditionalWritesAtSecondary(true).build()) {
      allowing.putObject(
          r -> r.bucket("orders").key("k").ifNoneMatch("*"), RequestBody.fromString("x"));
    }

    assertThat(us.<PutObjectRequest>last().ifNoneMatch()).isEqualTo("*");
  }

  @Test
  void conditionalDeletes_primaryFails_refusedToo() {
    eu.failing(FakeS3.status(503, "SlowDown"));

    assertThatThrownBy(() -> client.deleteObject(r -> r.bucket("orders").key("k").ifMatch("e")))
        .hasMessageContaining("conditional write");
    assertThatThrownBy(
            () ->
                client.deleteObjects(
                    r -> r.bucket("orders").delete(d -> d.objects(o -> o.key("a").eTag("e")))))
        .hasMessageContaining("conditional write");
    assertThatThrownBy(
            () ->
                client.copyObject(
                    r ->
                        r.sourceBucket("orders")
                            .sourceKey("k")
                            .destinationBucket("orders")
                            .destinationKey("copy")
                            .ifNoneMatch("*")))
        .hasMessageContaining("conditional write");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void conditionalCompletion_ofAnUploadAtTheSecondary_refusedBeforeItIsSent() {
    assertThatThrownBy(
            () ->
                client.completeMultipartUpload(
                    r -> r.bucket("orders").key("k").uploadId("us:u").ifNoneMatch("*")))
        .hasMessageContaining("asynchronous");
    assertThat(us.asked()).isEmpty();
  }

  @Test
  void conditionalRead_failsOver() {
    eu.failing(FakeS3.status(503, "SlowDown"));

    client.headObject(r -> r.bucket("orders").key("k").ifMatch("e"));

    assertThat(us.<HeadObjectRequest>last().ifMatch()).isEqualTo("e");
  }

  @Test
  void drained_getsNothingButWhatIsTiedToIt() {
    client.drain("eu");
    us.failing(FakeS3.status(503, "SlowDown"));

    assertThatThrownBy(() -> client.headObject(r -> r.bucket("orders").key("k")))
        .hasMessageContaining("us: ");
    assertThat(eu.asked()).isEmpty();

    client.headObject(r -> r.bucket("orders").key("k").versionId("eu:v"));
    assertThat(eu.asked()).hasSize(1);
  }

  @Test
  void waiter_goesThroughThisClient() {
    eu.failing(FakeS3.status(503, "SlowDown"));

    assertThat(
            client
                .waiter()
                .waitUntilObjectExists(
                    HeadObjectRequest.builder().bucket("orders").key("k").build())
                .matched()
                .response())
        .isPresent();
    assertThat(us.asked()).hasSize(1);
  }
}
