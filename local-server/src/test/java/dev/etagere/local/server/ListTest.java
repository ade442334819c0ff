package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

class ListTest {
  private static final String TREE = "tree";
  private static Rig rig;
  private static S3Client s3;

  @BeforeAll
  static void open() {
    rig = new Rig();
    s3 = rig.s3;
    rig.engine.createBucket(TREE);
    for (String key : List.of("a", "a/b", "a/c", "b+/x", "b+/y", "c", "d/e/f", "ﬁ", "😀")) {
      s3.putObject(r -> r.bucket(TREE).key(key), RequestBody.fromString("x"));
    }
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static List<String> keys(List<S3Object> objects) {
    return objects.stream().map(S3Object::key).toList();
  }

  private static List<String> prefixes(List<CommonPrefix> prefixes) {
    return prefixes.stream().map(CommonPrefix::prefix).toList();
  }

  @Test
  void v2_all_inByteOrder() {
    ListObjectsV2Response page = s3.listObjectsV2(r -> r.bucket(TREE));
    assertThat(keys(page.contents()))
        .containsExactly("a", "a/b", "a/c", "b+/x", "b+/y", "c", "d/e/f", "ﬁ", "😀");
    assertThat(page.keyCount()).isEqualTo(9);
    assertThat(page.isTruncated()).isFalse();
    S3Object first = page.contents().get(0);
    assertThat(first.size()).isEqualTo(1);
    assertThat(first.storageClassAsString()).isEqualTo("STANDARD");
    assertThat(first.eTag()).isEqualTo(s3.headObject(r -> r.bucket(TREE).key("a")).eTag());
  }

  @Test
  void v2_delimiter_groups() {
    ListObjectsV2Response page = s3.listObjectsV2(r -> r.bucket(TREE).delimiter("/"));
    assertThat(keys(page.contents())).containsExactly("a", "c", "ﬁ", "😀");
    assertThat(prefixes(page.commonPrefixes())).containsExactly("a/", "b+/", "d/");
  }

  @Test
  void v2_pagesOfOne_seeEverythingOnce() {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          s3.listObjectsV2(r -> r.bucket(TREE).delimiter("/").maxKeys(1).continuationToken(from));
      names.addAll(keys(page.contents()));
      names.addAll(prefixes(page.commonPrefixes()));
      token = page.nextContinuationToken();
    } while (token != null);
    assertThat(names).containsExactly("a", "a/", "b+/", "c", "d/", "ﬁ", "😀");
  }

  @Test
  void v2_prefixAndStartAfter_narrow() {
    assertThat(keys(s3.listObjectsV2(r -> r.bucket(TREE).prefix("a/")).contents()))
        .containsExactly("a/b", "a/c");
    assertThat(keys(s3.listObjectsV2(r -> r.bucket(TREE).startAfter("b+/x")).contents()))
        .containsExactly("b+/y", "c", "d/e/f", "ﬁ", "😀");
    assertThat(keys(s3.listObjectsV2(r -> r.bucket(TREE).maxKeys(0)).contents())).isEmpty();
  }

  @Test
  void v2_wrongToken_isRefused() {
    assertThat(answer(() -> s3.listObjectsV2(r -> r.bucket(TREE).continuationToken("?!"))))
        .isEqualTo("400 InvalidArgument");
  }

  @Test
  @SuppressWarnings("deprecation")
  void v1_pages_byMarker() {
    List<String> names = new ArrayList<>();
    String marker = null;
    ListObjectsResponse page;
    do {
      String from = marker;
      page = s3.listObjects(r -> r.bucket(TREE).delimiter("/").maxKeys(2).marker(from));
      names.addAll(keys(page.contents()));
      names.addAll(prefixes(page.commonPrefixes()));
      marker = page.nextMarker();
    } while (Boolean.TRUE.equals(page.isTruncated()));
    assertThat(names).containsExactlyInAnyOrder("a", "a/", "b+/", "c", "d/", "ﬁ", "😀");
  }
}
