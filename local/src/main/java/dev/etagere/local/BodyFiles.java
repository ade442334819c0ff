package dev.etagere.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of bodies. A file is written under {@code incoming}, in the folder of the process that
 * writes it, and moves to {@code bodies} once a transaction refers to it. What a process leaves
 * under {@code incoming} when it dies is thus known exactly: see {@link Writer} and {@link
 * Cleaner}.
 */
final class BodyFiles {
  private static final int SHARDS = 256;

  private final Path incoming;
  private final Path bodies;

  BodyFiles(Path directory) {
    this.incoming = directory.resolve("incoming");
    this.bodies = directory.resolve("bodies");
  }

  Path incoming() {
    return incoming;
  }

  /** A file's id is its writer's number and a count. */
  static long id(long writer, long count) {
    return writer << 32 | count;
  }

  static long writerOf(long id) {
    return id >>> 32;
  }

  static String name(long id) {
    return Long.toHexString(id);
  }

  static long idOf(Path file) throws IOException {
    try {
      return Long.parseLong(String.valueOf(file.getFileName()), 16);
    } catch (NumberFormatException e) {
      throw new IOException("not a file of the store's: " + file, e);
    }
  }

  Path whileIncoming(long id) {
    return incoming.resolve(Long.toString(writerOf(id))).resolve(name(id));
  }

  private Path settled(long id) {
    return bodies.resolve(Long.toHexString(id % SHARDS)).resolve(name(id));
  }

  /** Opens a file for reading, wherever it is; {@code null} if it is gone. */
  @Nullable FileChannel open(long id) throws IOException {
    // It may move between the first look and the second.
    for (Path path : new Path[] {settled(id), whileIncoming(id), settled(id)}) {
      try {
        return FileChannel.open(path, Set.<OpenOption>of(StandardOpenOption.READ));
      } catch (NoSuchFileException e) {
        // The next place.
      }
    }
    return null;
  }

  /**
   * Moves a file that is referred to. It does no harm if that fails, or if power fails before it.
   */
  void settle(long id) throws IOException {
    Path target = settled(id);
    try {
      Files.move(whileIncoming(id), target);
    } catch (NoSuchFileException e) {
      Files.createDirectories(target.getParent());
      Files.move(whileIncoming(id), target);
    }
  }

  /**
   * Removes a file that nothing refers to; whether it is gone. Elsewhere than on POSIX a reader can
   * prevent it.
   */
  boolean remove(long id) {
    try {
      if (!Files.deleteIfExists(settled(id))) {
        Files.deleteIfExists(whileIncoming(id));
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
