package dev.etagere.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * This process's folder for files on their way in, and a lock that shows that the process lives:
 * the operating system releases it however the process ends.
 */
final class Writer implements AutoCloseable {
  /**
   * The locks this process holds, by path. Looking at one of them from inside would release it:
   * POSIX drops all locks of a process on a file when the process closes the file once.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final BodyFiles files;
  private final long number;
  private final Path lockFile;
  private final FileChannel channel;
  private final AtomicLong count = new AtomicLong();

  private Writer(BodyFiles files, long number, Path lockFile, FileChannel channel) {
    this.files = files;
    this.number = number;
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Begins under a number that was never used before.
   *
   * @return {@code null} if a cleaner took the lock for that of a dead process; try another number
   */
  static @Nullable Writer begin(BodyFiles files, long number) throws IOException {
    Folders.createForOwner(files.incoming());
    Path lockFile = lockFile(files, number);
    HELD.add(lockFile);
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean begun = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null || !Files.exists(lockFile)) {
        return null;
      }
      Files.createDirectory(files.incoming().resolve(Long.toString(number)));
      Folders.sync(files.incoming());
      begun = true;
      return new Writer(files, number, lockFile, channel);
    } finally {
      if (!begun) {
        channel.close();
        HELD.remove(lockFile);
      }
    }
  }

  static Path lockFile(BodyFiles files, long number) {
    return files.incoming().resolve(number + ".lock").toAbsolutePath();
  }

  static boolean isOurs(Path lockFile) {
    return HELD.contains(lockFile.toAbsolutePath());
  }

  long nextId() {
    return BodyFiles.id(number, count.getAndIncrement());
  }

  /**
   * Leaves nothing behind, unless a file was left that could not be moved: then a cleaner looks.
   */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(files.incoming().resolve(Long.toString(number)));
      Files.deleteIfExists(lockFile);
    } catch (IOException e) {
      // Files are left: the lock file stays, unlocked, and the next process looks into the folder.
    }
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest.
    }
    HELD.remove(lockFile);
  }
}
