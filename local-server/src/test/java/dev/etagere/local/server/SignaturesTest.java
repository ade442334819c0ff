package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class SignaturesTest {
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
    rig.put("there", "x");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static RawRequest raw(String method, String path) {
    return new RawRequest(rig.server, method, path);
  }

  @Test
  void wrongSecret_anyOperation_403AndNothingDone() throws Exception {
    S3Client wrong = rig.client(rig.server.accessKey(), "wrong", b -> {});
    assertThat(
            answer(
                () ->
                    wrong.putObject(
                        r -> r.bucket(BUCKET).key("wrong"), RequestBody.fromString("x"))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(rig.held("wrong")).isNull();
    assertThat(answer(() -> wrong.getObjectAsBytes(r -> r.bucket(BUCKET).key("there"))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(answer(() -> wrong.deleteObject(r -> r.bucket(BUCKET).key("there"))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(answer(() -> wrong.listObjectsV2(r -> r.bucket(BUCKET))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(answer(() -> wrong.listMultipartUploads(r -> r.bucket(BUCKET))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(answer(() -> wrong.getBucketLocation(r -> r.bucket(BUCKET))))
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(answer(() -> wrong.listBuckets())).isEqualTo("403 SignatureDoesNotMatch");
    assertThat(rig.held("there")).isEqualTo("x");
  }

  @Test
  void unknownAccessKey_403() {
    S3Client unknown = rig.client("SOMEBODYELSE", rig.server.secretKey(), b -> {});
    assertThat(answer(() -> unknown.getObjectAsBytes(r -> r.bucket(BUCKET).key("there"))))
        .isEqualTo("403 InvalidAccessKeyId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "POST", "OPTIONS"})
  void unsigned_anyMethod_403(String method) throws Exception {
    for (String path : new String[] {"/", "/bkt", "/bkt/there", "/healthz"}) {
      assertThat(raw(method, path).unsigned().send().status()).as(path).isEqualTo(403);
    }
    assertThat(rig.held("there")).isEqualTo("x");
  }

  @Test
  void options_evenSigned_403() throws Exception {
    assertThat(raw("OPTIONS", "/bkt/there").send().status()).isEqualTo(403);
  }

  @Test
  void v2Signature_403() throws Exception {
    assertThat(
            raw("GET", "/bkt/there").unsigned().header("authorization", "AWS a:b").send().status())
        .isEqualTo(403);
  }

  @Test
  void wrongRegion_400NamingTheRightOne() throws Exception {
    S3Client elsewhere = rig.client(b -> b.region(Region.EU_WEST_1));
    assertThat(answer(() -> elsewhere.getObjectAsBytes(r -> r.bucket(BUCKET).key("there"))))
        .isEqualTo("400 AuthorizationHeaderMalformed");
  }

  @Test
  void otherRegion_configured_isTheRightOne() {
    try (Rig other = new Rig(LocalEngine.inMemory(Ambient.system()), "eu-central-1")) {
      other.put("k", "x");
      assertThat(other.s3.getBucketLocation(r -> r.bucket(BUCKET)).locationConstraintAsString())
          .isEqualTo("eu-central-1");
      assertThat(other.s3.headBucket(r -> r.bucket(BUCKET)).bucketRegion())
          .isEqualTo("eu-central-1");
    }
  }

  static Stream<Duration> skews() {
    return Stream.of(Duration.ofMinutes(-16), Duration.ofMinutes(16));
  }

  @ParameterizedTest
  @MethodSource("skews")
  void wrongClock_403AndNothingStored(Duration skew) throws Exception {
    assertThat(raw("PUT", "/bkt/late").body("x").at(Instant.now().plus(skew)).send().code())
        .isEqualTo("403 RequestTimeTooSkewed");
    assertThat(rig.held("late")).isNull();
  }

  @Test
  void put_hashOfAnotherBody_400AndNothingStored() throws Exception {
    String hash = RawRequest.sha256("signed".getBytes(StandardCharsets.UTF_8));
    assertThat(raw("PUT", "/bkt/hash").body("sent!!").payloadHash(hash).send().code())
        .isEqualTo("400 XAmzContentSHA256Mismatch");
    assertThat(rig.held("hash")).isNull();
    assertThat(raw("PUT", "/bkt/hash").body("signed").payloadHash(hash).send().status())
        .isEqualTo(200);
    assertThat(rig.held("hash")).isEqualTo("signed");
  }

  @Test
  void deleteMany_hashOfAnotherBody_400AndNothingDone() throws Exception {
    assertThat(
            raw("POST", "/bkt")
                .query("delete=")
                .body("<Delete><Object><Key>there</Key></Object></Delete>")
                .payloadHash(RawRequest.sha256(new byte[0]))
                .send()
                .code())
        .isEqualTo("400 XAmzContentSHA256Mismatch");
    assertThat(rig.held("there")).isEqualTo("x");
  }

  @Test
  void headerChanged_afterSigning_403() throws Exception {
    RawRequest request = raw("PUT", "/bkt/changed").header("if-none-match", "*").body("x");
    request.send();
    request.unsigned().header("if-none-match", "\"0\"");
    assertThat(request.send().code()).isEqualTo("403 SignatureDoesNotMatch");
  }

  @Test
  void pathEscapedOtherwise_thanSigned_isTheSameKey() throws Exception {
    rig.put("a//b", "slashes");
    assertThat(raw("GET", "/bkt/a//b").send().text()).endsWith("slashes");
  }

  @Test
  void customerKeys_501() throws Exception {
    assertThat(
            raw("PUT", "/bkt/ssec")
                .header("x-amz-server-side-encryption-customer-algorithm", "AES256")
                .body("x")
                .send()
                .code())
        .isEqualTo("501 NotImplemented");
    assertThat(rig.held("ssec")).isNull();
  }

  @Test
  void delete_withAnIdleParameter_judgesTheCondition() throws Exception {
    assertThat(raw("DELETE", "/bkt/there").query("acl=").header("if-match", "\"0\"").send().code())
        .isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("there")).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"location", "acl", "uploads", "policy", "cors"})
  void deleteOfSomethingOfABucket_leavesTheBucket(String name) throws Exception {
    rig.engine.createBucket("lasting");
    assertThat(raw("DELETE", "/lasting").query(name + "=").send().code())
        .isEqualTo("501 NotImplemented");
    assertThat(rig.engine.bucket("lasting")).isPresent();
    if (!name.equals("acl")) {
      assertThat(raw("PUT", "/born").query(name + "=").send().code())
          .isEqualTo("501 NotImplemented");
      assertThat(rig.engine.bucket("born")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"versions", "versioning", "replication", "encryption"})
  void settingsOfABucket_neitherMakeNorRemoveIt(String name) throws Exception {
    rig.engine.createBucket("lasting");
    raw("DELETE", "/lasting").query(name + "=").send();
    assertThat(rig.engine.bucket("lasting")).isPresent();
    assertThat(raw("PUT", "/born").query(name + "=").send().code()).startsWith("4");
    assertThat(rig.engine.bucket("born")).isEmpty();
  }

  @Test
  void sessionToken_403() throws Exception {
    assertThat(raw("GET", "/bkt/there").header("x-amz-security-token", "t").send().code())
        .isEqualTo("403 InvalidToken");
  }

  @Test
  void signedTwice_400() throws Exception {
    RawRequest request = raw("GET", "/bkt/there").presigned(60);
    assertThat(request.header("authorization", "Bearer t").send().code())
        .isEqualTo("400 InvalidArgument");
  }

  @Test
  void presignedWithoutEnd_400() throws Exception {
    assertThat(raw("GET", "/bkt/there").unsigned().query("X-Amz-Algorithm=x").send().code())
        .isEqualTo("400 AuthorizationQueryParametersError");
  }

  @Test
  void pathNoUtf8_400() throws Exception {
    assertThat(raw("GET", "/bkt/%FF").send().code()).isEqualTo("400 InvalidURI");
  }
}
