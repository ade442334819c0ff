package dev.etagere.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file that says how far a copy got: the locations, and the key up to which all is done.
 * Replaced as a whole, so that it is never half written.
 */
final class Checkpoint {
  private final Path file;
  private final Site a;
  private final Site b;

  Checkpoint(Path file, Site a, Site b) {
    this.file = file;
    this.a = a;
    this.b = b;
  }

  /**
   * The key to go on after, or {@code null} to begin.
   *
   * @throws IllegalArgumentException if the file is that of other locations
   */
  @Nullable String read() {
    Map<String, String> lines = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          lines.put(
              line.substring(0, equals),
              URLDecoder.decode(line.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoint " + file, e);
    }
    if (!a.location().toString().equals(lines.get("from"))
        || !b.location().toString().equals(lines.get("to"))
        || lines.get("after") == null) {
      throw new IllegalArgumentException(
          "the checkpoint "
              + file
              + " is that of another copy, or none at all; name another file, or remove it");
    }
    return lines.get("after");
  }

  void write(String key) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    String text =
        line("from", a.location().toString())
            + line("to", b.location().toString())
            + line("after", key);
    try {
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the checkpoint " + file, e);
    }
  }

  /** All is done: the next copy begins at the beginning. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the checkpoint " + file, e);
    }
  }

  private static String line(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "\n";
  }
}
