package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Where the bytes of an object go: a file, or standard output. */
final class Output {
  private static final int BUFFER = 1 << 16;

  private final Path file;

  Output(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Refuses a file that cannot be written. */
  void check() {
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw CliException.usage(file + " is a folder; name the file to write");
    }
    if (!Files.isDirectory(folder)) {
      throw CliException.usage(folder + ": no such folder");
    }
  }

  /** Whether it is, or will be, a file that another can take the place of; a device cannot. */
  boolean isReplaceable() {
    return !Files.exists(file) || Files.isRegularFile(file);
  }

  /** Writes all of an object; the file appears only when it is complete. */
  void write(String key, InputStream object) throws IOException {
    if (!isReplaceable()) {
      try (OutputStream out = Files.newOutputStream(file)) {
        copy(key, object, out);
      }
      return;
    }
    String name = "." + file.getFileName() + "." + Ambient.system().newWriteId() + ".partial";
    Path partial = file.resolveSibling(name);
    try {
      try (OutputStream out = Files.newOutputStream(partial, StandardOpenOption.CREATE_NEW)) {
        copy(key, object, out);
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /**
   * Copies what is left of an object. A body that breaks off is the store's failure, not the
   * file's.
   */
  static void copy(String key, InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int count; (count = read(key, from, buffer)) >= 0; ) {
      to.write(buffer, 0, count);
    }
  }

  private static int read(String key, InputStream from, byte[] buffer) {
    try {
      return from.read(buffer);
    } catch (IOException e) {
      throw new UnavailableException(
          key, "the read of '" + key + "' broke off: " + e.getMessage() + "; try again", e);
    }
  }
}
