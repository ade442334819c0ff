package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Bodies several times the server's heap; a GiB with {@code -Plong}. */
class LargeBodiesTest {
  private static final boolean LONG = Boolean.getBoolean("etagere.long");
  private static final long SIZE = LONG ? 1L << 30 : 192L << 20;
  private static final String HEAP = LONG ? "128m" : "48m";
  private static final long PART = 64L << 20;

  @TempDir Path directory;
  private ServerProcess server;

  @BeforeEach
  void open() throws Exception {
    server = new ServerProcess(directory, HEAP);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /** Bytes that do not repeat at any border of a chunk. */
  private static final class Pattern extends InputStream {
    private final long end;
    private long at;

    Pattern(long from, long length) {
      this.at = from;
      this.end = from + length;
    }

    private static int at(long position) {
      return (int) ((position * 31 + (position >>> 13)) & 0xff);
    }

    @Override
    public int read() {
      return at < end ? at(at++) : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int count = (int) Math.min(length, end - at);
      for (int i = 0; i < count; i++) {
        buffer[offset + i] = (byte) at(at++);
      }
      return count == 0 && length > 0 ? -1 : count;
    }
  }

  private static RequestBody body(long from, long length) {
    return RequestBody.fromContentProvider(
        () -> new Pattern(from, length), length, "application/octet-stream");
  }

  private static String md5(InputStream stream) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    try (InputStream in = new DigestInputStream(stream, md5)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(md5.digest());
  }

  private void putAndGet(Consumer<S3ClientBuilder> way) throws Exception {
    S3ClientBuilder builder = server.client();
    way.accept(builder);
    try (S3Client s3 = builder.build()) {
      String etag = s3.putObject(r -> r.bucket(BUCKET).key("large"), body(0, SIZE)).eTag();
      assertThat(etag).isEqualTo('"' + md5(new Pattern(0, SIZE)) + '"');
      assertThat(md5(s3.getObject(r -> r.bucket(BUCKET).key("large"))))
          .isEqualTo(etag.replace("\"", ""));
    }
  }

  @Test
  void put_checksumInATrailer_streams() throws Exception {
    putAndGet(builder -> Rig.checksums(builder, true));
  }

  @Test
  void put_signedChunks_streams() throws Exception {
    putAndGet(builder -> Rig.checksums(builder, false));
  }

  @Test
  void put_hashSignedInTheHeader_streams() throws Exception {
    putAndGet(Rig::unchunked);
  }

  @Test
  void upload_inParts_streams() throws Exception {
    try (S3Client s3 = server.client().build()) {
      String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("parts")).uploadId();
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < SIZE; from += PART) {
        long start = from;
        int number = parts.size() + 1;
        String etag =
            s3.uploadPart(
                    r -> r.bucket(BUCKET).key("parts").uploadId(id).partNumber(number),
                    body(start, PART))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      }
      s3.completeMultipartUpload(
          r -> r.bucket(BUCKET).key("parts").uploadId(id).multipartUpload(m -> m.parts(parts)));
      assertThat(md5(s3.getObject(r -> r.bucket(BUCKET).key("parts"))))
          .isEqualTo(md5(new Pattern(0, SIZE)));
    }
  }
}
