package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** Bodies in all the ways the SDK sends them, and wrong ones. */
class ChunkedTest {
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"supported", "required", "unchunked"})
  void sdk_anyWayOfSending_sameBytes(String way) {
    S3Client s3 =
        switch (way) {
          case "supported" -> rig.client(b -> Rig.checksums(b, true));
          case "required" -> rig.client(b -> Rig.checksums(b, false));
          default -> rig.client(Rig::unchunked);
        };
    for (int size : new int[] {0, 1, 1_000, 131_072, 131_073, 3_000_000}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      s3.putObject(r -> r.bucket(BUCKET).key("way"), RequestBody.fromBytes(bytes));
      byte[] back = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("way")).asByteArray();
      assertThat(Arrays.equals(bytes, back)).as(way + " " + size).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void sdk_anyChecksum_isTaken(ChecksumAlgorithm algorithm) {
    rig.s3.putObject(
        r -> r.bucket(BUCKET).key("sum").checksumAlgorithm(algorithm),
        RequestBody.fromString("with " + algorithm));
    assertThat(rig.get("sum")).isEqualTo("with " + algorithm);
  }

  private static RawRequest trailed(String key, String algorithm, String value) {
    String body =
        "4\r\nabcd\r\n3\r\nefg\r\n0\r\nx-amz-checksum-" + algorithm + ":" + value + "\r\n\r\n";
    return new RawRequest(rig.server, "PUT", "/bkt/" + key)
        .payloadHash(RawRequest.STREAMING_UNSIGNED)
        .header("content-encoding", "aws-chunked")
        .header("x-amz-trailer", "x-amz-checksum-" + algorithm)
        .header("x-amz-decoded-content-length", "7")
        .body(body);
  }

  private static String sum(String algorithm) throws Exception {
    byte[] bytes = "abcdefg".getBytes(StandardCharsets.UTF_8);
    byte[] sum =
        switch (algorithm) {
          case "crc32" -> of(new CRC32(), bytes);
          case "crc32c" -> of(new CRC32C(), bytes);
          default -> MessageDigest.getInstance("SHA-256").digest(bytes);
        };
    return Base64.getEncoder().encodeToString(sum);
  }

  private static byte[] of(Checksum checksum, byte[] bytes) {
    checksum.update(bytes);
    return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"crc32", "crc32c", "sha256"})
  void trailer_right_isStored(String algorithm) throws Exception {
    assertThat(trailed("right-" + algorithm, algorithm, sum(algorithm)).send().status())
        .isEqualTo(200);
    assertThat(rig.held("right-" + algorithm)).isEqualTo("abcdefg");
    var facts = rig.engine.head(BUCKET, "right-" + algorithm, dev.etagere.local.ReadIf.always());
    assertThat(facts.headers().contentEncoding()).isNull();
    assertThat(facts.headers().metadata()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "crc32, AAAAAA==",
    "crc32c, AAAAAA==",
    "sha256, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "crc32, nonsense"
  })
  void trailer_wrong_nothingStored(String algorithm, String value) throws Exception {
    assertThat(trailed("wrong", algorithm, value).send().code()).isEqualTo("400 BadDigest");
    assertThat(rig.held("wrong")).isNull();
  }

  @Test
  void chunks_fewerThanAnnounced_nothingStored() throws Exception {
    RawRequest request =
        trailed("few", "crc32", sum("crc32")).header("x-amz-decoded-content-length", "8");
    assertThat(request.send().code()).isEqualTo("400 IncompleteBody");
    request = trailed("few", "crc32", sum("crc32")).header("x-amz-decoded-content-length", "6");
    assertThat(request.send().code()).isEqualTo("400 IncompleteBody");
    assertThat(rig.held("few")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4\r\nabcd\r\n", "4\r\nab", "zz\r\nabcd\r\n0\r\n\r\n", "", "4\rabcd"})
  void chunks_torn_nothingStored(String body) throws Exception {
    RawRequest.Reply reply =
        new RawRequest(rig.server, "PUT", "/bkt/torn")
            .payloadHash(RawRequest.STREAMING_UNSIGNED)
            .header("content-encoding", "aws-chunked")
            .header("x-amz-decoded-content-length", "4")
            .body(body)
            .send();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(rig.held("torn")).isNull();
  }

  @Test
  void signedChunks_eachSignatureIsChecked() throws Exception {
    RawRequest right = new RawRequest(rig.server, "PUT", "/bkt/signed");
    assertThat(right.signedChunks(false, "aaaa", "bbb").send().status()).isEqualTo(200);
    assertThat(rig.held("signed")).isEqualTo("aaaabbb");
    RawRequest wrong = new RawRequest(rig.server, "PUT", "/bkt/forged");
    assertThat(wrong.signedChunks(true, "aaaa", "bbb").send().code())
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(rig.held("forged")).isNull();
  }

  @Test
  void put_cutShort_nothingStored() throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), rig.server.endpoint().getPort())) {
      socket
          .getOutputStream()
          .write(
              "PUT /bkt/cut HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc"
                  .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(rig.held("cut")).isNull();
    rig.put("after", "x");
  }

  @Test
  void answer_toARefusedUpload_leavesTheConnectionUsable() {
    S3Client one =
        rig.client(
            b ->
                b.httpClientBuilder(
                    software.amazon.awssdk.http.apache5.Apache5HttpClient.builder()
                        .maxConnections(1)));
    rig.put("exists", "x");
    for (int size : new int[] {10, 100_000, 900_000, 3_000_000}) {
      assertThat(
              answer(
                  () ->
                      one.putObject(
                          r -> r.bucket(BUCKET).key("exists").ifNoneMatch("*"),
                          RequestBody.fromBytes(new byte[size]))))
          .isEqualTo("412 PreconditionFailed");
      assertThat(
              answer(
                  () ->
                      one.putObject(
                          r -> r.bucket("nowhere").key("k"),
                          RequestBody.fromBytes(new byte[size]))))
          .isEqualTo("404 NoSuchBucket");
      assertThat(answer(() -> one.headObject(r -> r.bucket(BUCKET).key("exists")))).isEqualTo("ok");
    }
  }
}
