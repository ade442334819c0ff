package dev.etagere.core.spi;

import dev.etagere.core.AbsentException;
import dev.etagere.core.ByteRange;
import dev.etagere.core.CorruptException;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one version of an object into a file, in parallel ranges. Of each range the CRC-32C is
 * taken as it passes by, and all of them give that of the object. Where that is not known, a range
 * is as long as the parts the object was written in, so that the MD5 of each is that of a part and
 * all of them give the ETag.
 */
final class Download {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LEAST = Duration.ofMillis(1);

  private final StoreBackend backend;
  private final StoreSettings settings;
  private final TransferListener listener;
  private final Deadline deadline;

  Download(
      StoreBackend backend, StoreSettings settings, TransferListener listener, Deadline deadline) {
    this.backend = backend;
    this.settings = settings;
    this.listener = listener;
    this.deadline = deadline;
  }

  ObjectInfo run(String key, Path file) {
    Path target = file.toAbsolutePath();
    Path parent = target.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a file: " + file);
    }
    try {
      String id = settings.ambient().newWriteId();
      // Not one of the JDK's temporary files: only its owner could read what it becomes.
      Path partial =
          Files.createFile(parent.resolve("." + target.getFileName() + "." + id + ".partial"));
      try {
        ObjectInfo info = fill(key, partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        return info;
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (WriteFailure e) {
      throw new UncheckedIOException("cannot write " + file, e.getCause());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(key, "the download of '" + key + "' was interrupted", e);
    }
  }

  private ObjectInfo fill(String key, Path partial) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      Fetched.Found first = first(key);
      ObjectInfo info = first.stream().info();
      first.stream().close();
      long step = first.stamp().partSize() > 0 ? first.stamp().partSize() : settings.partSize();
      int ranges = (int) ((info.size() + step - 1) / step);
      RangeSum[] sums = new RangeSum[ranges];
      try (Parallel parallel = new Parallel(settings, deadline)) {
        for (int i = 0; i < ranges; i++) {
          int index = i;
          parallel.run(
              () -> {
                sums[index] = range(info, first.stamp(), index * step, step, channel);
                return null;
              });
        }
        parallel.await();
      }
      verify(info, first.stamp(), Arrays.asList(sums));
      return info;
    }
  }

  private Fetched.Found first(String key) {
    // One byte, to learn version, size and stamp; the ranges then ask for exactly that version.
    // Nothing has come yet, so that the ordinary deadline is enough: of a location that is down one
    // wants to hear before a transfer's is over.
    Duration ordinary = settings.deadline();
    Duration left = deadline.atLeast(LEAST);
    Deadline soon =
        Deadline.after(ordinary.compareTo(left) < 0 ? ordinary : left, settings.ambient());
    Fetched fetched = backend.fetch(key, new ReadCondition.Always(), new ByteRange(0, 1), soon);
    if (fetched instanceof Fetched.Found found) {
      return found;
    }
    throw new AbsentException(
        key, "'" + key + "' does not exist, there is nothing to download", null);
  }

  private RangeSum range(ObjectInfo info, Stamp stamp, long offset, long length, FileChannel to)
      throws InterruptedException {
    Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, settings.ambient());
    long wanted = Math.min(length, info.size() - offset);
    while (true) {
      IOException broken;
      try {
        return rangeOnce(info, stamp, offset, wanted, to);
      } catch (IOException e) {
        broken = e;
      }
      if (!deadline.pause(backoff.next())) {
        throw new UnavailableException(
            info.key(), "'" + info.key() + "' could not be read within " + deadline, broken);
      }
    }
  }

  private RangeSum rangeOnce(ObjectInfo info, Stamp stamp, long offset, long length, FileChannel to)
      throws IOException {
    ReadCondition same = new ReadCondition.IfMatches(info.version());
    Fetched fetched = backend.fetch(info.key(), same, new ByteRange(offset, length), deadline);
    if (!(fetched instanceof Fetched.Found found)) {
      throw new AbsentException(
          info.key(), "'" + info.key() + "' was deleted while it was read", null);
    }
    try (ObjectStream stream = found.stream()) {
      RangeSum sum = RangeSum.of(stamp);
      long copied = Watchdog.over(found, deadline, () -> copy(stream, offset, length, to, sum));
      if (copied != length) {
        throw new IOException("a range broke off after " + copied + " of " + length + " bytes");
      }
      return sum.ended(copied);
    }
  }

  /** Copies; of what has to be copied again, because it broke off, the listener is told too. */
  private long copy(InputStream from, long offset, long length, FileChannel to, RangeSum sum)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long copied = 0;
    boolean complete = false;
    try {
      for (int read; (read = from.read(buffer)) >= 0; copied += read) {
        if (read > length - copied) {
          // Not to be written: the next range is another's, and may be there already.
          throw new IOException("a range goes on after its " + length + " bytes");
        }
        sum.update(buffer, read);
        writeTo(to, ByteBuffer.wrap(buffer, 0, read), offset + copied);
        listener.moved(read);
      }
      complete = copied == length;
      return copied;
    } finally {
      if (!complete && copied > 0) {
        listener.moved(-copied);
      }
    }
  }

  /** A full disk must not look like a broken body, which would be read again. */
  private static void writeTo(FileChannel to, ByteBuffer bytes, long start) {
    try {
      for (long position = start; bytes.hasRemaining(); ) {
        position += to.write(bytes, position);
      }
    } catch (IOException e) {
      throw new WriteFailure(e);
    }
  }

  /** Of the file, on its way from the thread of a range to where the file's name is known. */
  private static final class WriteFailure extends UncheckedIOException {
    @Serial private static final long serialVersionUID = 1L;

    WriteFailure(IOException cause) {
      super(cause);
    }
  }

  private static void verify(ObjectInfo info, Stamp stamp, List<RangeSum> sums) {
    String expected = stamp.checksum();
    boolean good =
        expected != null
            ? expected.equals(RangeSum.crc32c(sums))
            : !ofTheseParts(info, stamp, sums.size())
                || info.version().token().equals(RangeSum.etag(sums));
    if (!good) {
      throw new CorruptException(
          info.key(),
          "'"
              + info.key()
              + "' at version "
              + info.version()
              + " is damaged: its bytes do not have the checksum they were written with",
          null);
    }
  }

  /** A program that copies an object with its metadata may have written it in other parts. */
  private static boolean ofTheseParts(ObjectInfo info, Stamp stamp, int parts) {
    return stamp.partSize() > 0 && info.version().token().endsWith("-" + parts);
  }
}
