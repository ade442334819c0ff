package dev.etagere.local;

import dev.etagere.core.spi.Deadline;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** In memory, gone when it is closed. */
final class MemoryStorage implements Storage {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable MemoryTables tables = new MemoryTables();

  @Override
  public <T> T read(Deadline deadline, Function<Tables, T> work) {
    return holding(lock.readLock(), deadline, work);
  }

  @Override
  public <T> T write(Deadline deadline, Function<Tables, T> work) {
    // Nothing to undo: the work judges everything before it changes the first thing.
    return holding(lock.writeLock(), deadline, work);
  }

  private <T> T holding(Lock held, Deadline deadline, Function<Tables, T> work) {
    try {
      if (!held.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new EngineException(
            ErrorCode.BUSY, "others kept the memory store busy for " + deadline);
      }
    } catch (InterruptedException e) {
      throw Interrupts.again(e);
    }
    try {
      if (tables == null) {
        throw new IllegalStateException("the engine is closed");
      }
      return work.apply(tables);
    } finally {
      held.unlock();
    }
  }

  @Override
  public Spool spool(Supplier<Deadline> patience) {
    return new MemorySpool();
  }

  @Override
  public InputStream open(Piece piece, long offset, long length) {
    return new ByteArrayInputStream(
        Objects.requireNonNull(piece.bytes()), (int) offset, (int) length);
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      tables = null;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Collects chunks that grow up to 1 MiB, so that no body needs one array for all of it. */
  private static final class MemorySpool implements Spool {
    private static final int LARGEST = 1 << 20;

    private final List<Piece> full = new ArrayList<>();
    private byte[] chunk = new byte[0];
    private int filled;

    @Override
    public void write(byte[] buffer, int length) {
      for (int done = 0; done < length; ) {
        makeRoom(length - done);
        int count = Math.min(length - done, chunk.length - filled);
        System.arraycopy(buffer, done, chunk, filled, count);
        filled += count;
        done += count;
      }
    }

    private void makeRoom(int wanted) {
      if (filled == LARGEST) {
        full.add(Piece.of(chunk));
        chunk = new byte[0];
        filled = 0;
      }
      if (filled == chunk.length) {
        int size = Math.max(Math.min(wanted, LARGEST), 2 * filled);
        chunk = Arrays.copyOf(chunk, Math.min(LARGEST, Math.max(filled + 1, size)));
      }
    }

    @Override
    public List<Piece> finish() {
      full.add(Piece.of(filled == chunk.length ? chunk : Arrays.copyOf(chunk, filled)));
      return List.copyOf(full);
    }

    @Override
    public void confirm() {}

    @Override
    public void committed(boolean certain) {}

    @Override
    public void close() {}
  }
}
