package dev.etagere.core.spi;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.function.UnaryOperator;

/** Bodies that go wrong on their way. */
final class Bodies {
  private Bodies() {}

  /** The connection breaks after so many bytes. */
  static UnaryOperator<InputStream> breaksAfter(int bytes) {
    return in -> new SequenceInputStream(first(in, bytes), new Broken());
  }

  /** Ends without a word after so many bytes. */
  static UnaryOperator<InputStream> endsAfter(int bytes) {
    return in -> first(in, bytes);
  }

  /** Goes on after its end. */
  static UnaryOperator<InputStream> goesOn() {
    return in -> new SequenceInputStream(in, new ByteArrayInputStream(new byte[1]));
  }

  /** One bit of one byte is another. */
  static UnaryOperator<InputStream> flipped(int index) {
    return in ->
        new FilterInputStream(in) {
          private int position;

          @Override
          public int read() throws IOException {
            int read = in.read();
            return read >= 0 && position++ == index ? read ^ 1 : read;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0 && index >= position && index < position + read) {
              buffer[offset + index - position] ^= 1;
            }
            position += Math.max(0, read);
            return read;
          }
        };
  }

  private static InputStream first(InputStream in, int bytes) {
    try {
      return new ByteArrayInputStream(in.readNBytes(bytes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the connection broke, as the test wanted");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return read();
    }
  }
}
