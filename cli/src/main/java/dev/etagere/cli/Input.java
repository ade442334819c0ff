package dev.etagere.cli;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
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

  Content open() throws IOException {
    if (name.equals(STANDARD)) {
      return stream(console.in());
    }
    Path file = Path.of(name);
    // A pipe such as <(command) has a name, no length, and cannot seek, which most streams try.
    return Files.isRegularFile(file)
        ? file(file)
        : stream(new BufferedInputStream(new FileInputStream(name)));
  }

  private Content file(Path file) throws IOException {
    long size = Files.size(file);
    return Progress.isWorthwhile(console, size)
        ? Content.stream(Progress.over(console, name, size, Files.newInputStream(file)), size)
        : Content.file(file);
  }

  private Content stream(InputStream in) throws IOException {
    byte[] start = in.readNBytes(SHORT);
    if (start.length < SHORT) {
      in.close();
      return Content.of(start);
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
    long size = Body.UNKNOWN_LENGTH;
    return Content.stream(console.errIsTerminal() ? Progress.over(console, name, size, all) : all);
  }
}
