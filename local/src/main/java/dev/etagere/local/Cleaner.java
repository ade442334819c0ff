package dev.etagere.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongPredicate;

/** Looks after the folders of processes that died while they wrote. */
final class Cleaner {
  private final BodyFiles files;
  private final LongPredicate referred;

  /**
   * A cleaner.
   *
   * @param referred whether a row refers to a file; of a dead process no row can come any more
   */
  Cleaner(BodyFiles files, LongPredicate referred) {
    this.files = files;
    this.referred = referred;
  }

  /** Does what it can; what is left is there for the next one. */
  void clean() {
    if (!Files.isDirectory(files.incoming())) {
      return;
    }
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(files.incoming(), "*.lock")) {
      for (Path lock : locks) {
        if (!Writer.isOurs(lock)) {
          cleanIfDead(lock);
        }
      }
    } catch (IOException e) {
      // Tidying is no reason for a call to fail.
    }
  }

  private void cleanIfDead(Path lockFile) throws IOException {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        String name = String.valueOf(lockFile.getFileName());
        clean(files.incoming().resolve(name.substring(0, name.lastIndexOf('.'))));
        Files.delete(lockFile);
      }
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      // Another cleaner was quicker, or it belongs to this very process.
    }
  }

  private void clean(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        long id = BodyFiles.idOf(file);
        if (referred.test(id)) {
          files.settle(id);
        } else {
          Files.delete(file);
        }
      }
    }
    Files.delete(folder);
  }
}
