package dev.etagere.cli;

import dev.etagere.core.Content;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes a command stores: a file, or standard input. */
final class Input {
  static final String STANDARD = "-";

  /** What is shorter is read first: of known length it can be sent again, and in one piece. */
  private static final int SHORT = 8 << 20;

  private final Console console;
  private final String name;

  Input(Console console, String name) {
    this.console = console;
    this.name = name;
  }

  /** Refuses a file that cannot be read. */
  void check() {
    if (name.equals(STANDARD)) {
      return;
    }
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      throw CliException.usage(name + ": no such file");
    }
    if (Files.isDirectory(file)) {
      throw CliException.usage(name + " is a folder; put its files one by one");
    }
    if (!Files.isReadable(file)) {
      throw CliException.usage(name + ": permission denied");
    }
  }

  /**
   * Opens it.
   *
   * @param complete run when all of it is here, so that it can be stored: at once where its length
   *     is known, else when the end was read
   */
  Content open(Runnable complete) throws IOException {
    if (name.equals(STANDARD)) {
      return stream(console.in(), complete);
    }
    Path file = Path.of(name);
    // A pipe such as <(command) has a name, no length, and cannot seek, which most streams try.
    if (!Files.isRegularFile(file)) {
      return stream(new StandardInput(new FileInputStream(name)), complete);
    }
    complete.run();
    return Content.file(file);
  }

  private static Content stream(InputStream in, Runnable complete) throws IOException {
    byte[] start = in.readNBytes(SHORT);
    if (start.length < SHORT) {
      in.close();
      complete.run();
      return Content.of(start);
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
    return Content.stream(new ToItsEnd(all, complete));
  }

  /** Tells when the end was read, before its reader knows. */
  private static final class ToItsEnd extends FilterInputStream {
    private final Runnable complete;

    ToItsEnd(InputStream in, Runnable complete) {
      super(in);
      this.complete = complete;
    }

    @Override
    public int read() throws IOException {
      return ended(in.read());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return ended(in.read(buffer, offset, length));
    }

    private int ended(int read) {
      if (read < 0) {
        complete.run();
      }
      return read;
    }
  }
}
