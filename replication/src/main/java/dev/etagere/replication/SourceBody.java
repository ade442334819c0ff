package dev.etagere.replication;

import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Checksums;
import dev.etagere.s3.S3Failures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object at A, or of a part or a range of it, read anew each time they are sent:
 * none of it is kept in memory, and a request can be repeated. Their MD5 is taken on the way. For
 * one thread; close it.
 */
final class SourceBody implements ContentStreamProvider, AutoCloseable {
  private final Site site;
  private final Original original;
  private final GetObjectRequest.Builder request;
  private @Nullable Counted open;
  private MessageDigest md5 = Checksums.md5();
  private @Nullable SdkException failure;

  /**
   * Prepares one.
   *
   * @param partOrRange sets the part number or the range, or nothing
   */
  SourceBody(
      Site site,
      Original original,
      java.util.function.Consumer<GetObjectRequest.Builder> partOrRange) {
    this.site = site;
    this.original = original;
    this.request =
        GetObjectRequest.builder()
            .bucket(site.bucket())
            .key(site.key(original.key()))
            .ifMatch('"' + original.etag() + '"');
    partOrRange.accept(request);
  }

  @Override
  public InputStream newStream() {
    close();
    md5 = Checksums.md5();
    try {
      ResponseInputStream<GetObjectResponse> stream =
          site.sendRaw(
              original.key(),
              "read of '" + original.key() + "'",
              o -> site.client().getObject(request.overrideConfiguration(o).build()));
      Counted counted = new Counted(stream, md5);
      open = counted;
      return counted;
    } catch (SdkException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * A failure while the bytes were read, as the SDK would throw it: where it signs a body it reads
   * it itself, and does not wrap what goes wrong.
   */
  static RuntimeException asOfSdk(RuntimeException e) {
    return e instanceof UncheckedIOException
        ? SdkClientException.create("a body broke off while it was sent", e)
        : e;
  }

  /** The MD5 of what was last read to its end. */
  byte[] md5() {
    return md5.digest();
  }

  /**
   * Tells a failure to read from one to write.
   *
   * @throws SourceChanged if A no longer has what was to be copied
   */
  void rethrow() throws SourceChanged {
    SdkException e = failure;
    failure = null;
    if (e == null) {
      return;
    }
    if (S3Failures.isCondition(e) || S3Failures.isAbsent(e)) {
      throw new SourceChanged();
    }
    if (S3Failures.mayPass(e)) {
      throw new UnavailableException(
          original.key(),
          "read of '"
              + original.key()
              + "' at "
              + site
              + ": "
              + S3Failures.words(e)
              + "; nothing was written, run the copy again",
          e);
    }
    throw S3Failures.exception(e, original.key(), "read of '" + original.key() + "'", "" + site);
  }

  @Override
  public void close() {
    Counted stream = open;
    open = null;
    if (stream != null) {
      stream.giveBack();
    }
  }

  /** Knows whether all was read, for then the connection can be used again. */
  private static final class Counted extends DigestInputStream {
    private final ResponseInputStream<GetObjectResponse> body;
    private long left;

    Counted(ResponseInputStream<GetObjectResponse> body, MessageDigest md5) {
      super(body, md5);
      this.body = body;
      this.left = body.response().contentLength();
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      left -= one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      left -= Math.max(0, count);
      return count;
    }

    void giveBack() {
      if (left > 0) {
        body.abort();
        return;
      }
      try {
        body.close();
      } catch (IOException e) {
        body.abort();
      }
    }
  }

  /** A no longer has what was to be copied. */
  static final class SourceChanged extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }
}
