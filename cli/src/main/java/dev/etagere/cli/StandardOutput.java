package dev.etagere.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.util.Locale;

/**
 * Standard output with errors that are told apart from those of what is written to it; {@code
 * System.out} swallows them.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw told(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw told(e);
    }
  }

  private static IOException told(IOException error) {
    String message = String.valueOf(error.getMessage());
    // "Broken pipe", also in most other languages.
    return message.toLowerCase(Locale.ROOT).contains("pipe")
        ? new ClosedException(error)
        : new IOException("cannot write to standard output: " + message, error);
  }

  /** Whoever read the output has ended, as {@code head} does: no reason for a message. */
  static final class ClosedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private ClosedException(IOException cause) {
      super("the reader of standard output went away", cause);
    }
  }
}
