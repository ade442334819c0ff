package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

class OddKeysTest {
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

  static Stream<String> keys() {
    return Stream.of(
        "a",
        "a/b",
        "a//b",
        "/lead",
        "//x",
        "../up",
        "../../up",
        "a/../b",
        "a/../../../b",
        "a/./b",
        "..",
        ".",
        "./",
        "../",
        "a/..",
        "a;b/c",
        "..;/x",
        "100%",
        "%2F",
        "%",
        "%zz",
        "%00",
        "a+b",
        "a b",
        " a ",
        "ü€😀",
        "x\uFF5Ez",
        "\uFB01",
        "tab\tkey",
        "new\nline",
        "q?x=1&y",
        "h#h",
        "semi;colon",
        "back\\slash",
        "trailing/",
        "l".repeat(1_024),
        "é".repeat(512),
        "<xml>&\"'",
        "]]>",
        "\u0001ctl",
        "~-_.!*'()",
        "a=b:c@d$e,f",
        "[]{}|^`",
        "\u2028sep",
        "healthz",
        "a//",
        "///",
        "x/%2e%2e/y",
        "\u00A0",
        "nul\u0000x",
        "\u007F",
        "\uFFFD");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_odd_roundTrips(String key) throws Exception {
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString("v:" + key));
    assertThat(rig.held(key)).isEqualTo("v:" + key);
    assertThat(rig.get(key)).isEqualTo("v:" + key);
    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(key).encodingType("url")).contents())
        .extracting(S3Object::key)
        .contains(key);
    s3.copyObject(
        r ->
            r.sourceBucket(BUCKET)
                .sourceKey(key)
                .destinationBucket(BUCKET)
                .destinationKey("copied"));
    assertThat(rig.held("copied")).isEqualTo("v:" + key);
    s3.deleteObject(r -> r.bucket(BUCKET).key(key));
    assertThat(rig.held(key)).isNull();
  }

  @Test
  void list_oddKeys_pagedInOrder() {
    rig.engine.createBucket("odd-keys");
    List<String> keys = keys().filter(key -> key.length() < 500).toList();
    for (String key : keys) {
      s3.putObject(r -> r.bucket("odd-keys").key(key), RequestBody.fromString("x"));
    }
    List<String> listed =
        s3
            .listObjectsV2Paginator(r -> r.bucket("odd-keys").maxKeys(3).encodingType("url"))
            .contents()
            .stream()
            .map(S3Object::key)
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(listed)
        .isEqualTo(
            rig.engine.list("odd-keys", dev.etagere.local.ListRequest.all()).items().stream()
                .map(facts -> facts.key())
                .toList());
  }

  @Test
  void list_keyXmlCannotCarry_isRefusedUnlessEncoded() {
    rig.engine.createBucket("control");
    s3.putObject(r -> r.bucket("control").key("\u0001"), RequestBody.fromString("x"));
    assertThat(answer(() -> s3.listObjectsV2(r -> r.bucket("control"))))
        .isEqualTo("400 InvalidRequest");
  }

  @Test
  void key_tooLong_isRefused() {
    assertThat(
            answer(
                () ->
                    s3.putObject(
                        r -> r.bucket(BUCKET).key("k".repeat(1_025)), RequestBody.fromString("x"))))
        .isEqualTo("400 KeyTooLongError");
  }
}
