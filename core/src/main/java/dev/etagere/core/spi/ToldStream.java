package dev.etagere.core.spi;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.TransferListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A body that tells how far it was read, where reading it is what takes the time. */
public final class ToldStream extends FilterInputStream {
  private final TransferListener listener;

  /** Tells of each read. */
  public ToldStream(InputStream in, TransferListener listener) {
    super(in);
    this.listener = listener;
  }

  /** The same content, whose stream, which can be opened once only, tells how far it was read. */
  static Content over(Content content, TransferListener listener) {
    try {
      InputStream told = new ToldStream(content.body().open(), listener);
      long length = content.body().length();
      Content stream =
          length == Body.UNKNOWN_LENGTH ? Content.stream(told) : Content.stream(told, length);
      return stream
          .with(content.attributes())
          .withAcl(content.acl())
          .withStorageClass(content.storageClass())
          .withEncryption(content.encryption());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what is to be stored", e);
    }
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    if (one >= 0) {
      listener.moved(1);
    }
    return one;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      listener.moved(count);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(count);
    listener.moved(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
