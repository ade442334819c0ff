package dev.etagere.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A body on its way to disk: in memory while it is small, then in a file. */
final class FileSpool implements Storage.Spool {
  /** Bodies up to this size are kept in the database. */
  static final int MOST_INLINE = 64 << 10;

  private final BodyFiles files;
  private final Supplier<Writer> writer;
  private final ByteArrayOutputStream start = new ByteArrayOutputStream(1 << 10);
  private @Nullable FileChannel channel;
  private long id;
  private long length;
  private boolean needed;

  FileSpool(BodyFiles files, Supplier<Writer> writer) {
    this.files = files;
    this.writer = writer;
  }

  @Override
  public void write(byte[] buffer, int count) {
    if (channel == null && start.size() + count <= MOST_INLINE) {
      start.write(buffer, 0, count);
      return;
    }
    try {
      if (channel == null) {
        begin();
      }
      writeAll(ByteBuffer.wrap(buffer, 0, count));
    } catch (IOException e) {
      throw Failures.of(files.incoming(), e);
    }
  }

  private void begin() throws IOException {
    id = writer.get().nextId();
    channel =
        FileChannel.open(
            files.whileIncoming(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    writeAll(ByteBuffer.wrap(start.toByteArray()));
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    length += bytes.remaining();
    while (bytes.hasRemaining()) {
      Objects.requireNonNull(channel).write(bytes);
    }
  }

  @Override
  public List<Piece> finish() {
    if (channel == null) {
      return List.of(Piece.of(start.toByteArray()));
    }
    try {
      channel.force(true);
      channel.close();
      // The name too must be on disk before a transaction refers to it.
      Folders.sync(Objects.requireNonNull(files.whileIncoming(id).getParent()));
      return List.of(Piece.stored(id, length));
    } catch (IOException e) {
      throw Failures.of(files.incoming(), e);
    }
  }

  @Override
  public void confirm() {
    Path file = files.whileIncoming(id);
    if (channel != null && !Files.exists(file)) {
      throw new EngineException(
          ErrorCode.INTERNAL_ERROR, "the file of a new body has been removed by somebody else");
    }
  }

  @Override
  public void committed(boolean certain) {
    needed = true;
    if (channel != null && certain) {
      try {
        files.settle(id);
      } catch (IOException e) {
        // It is found where it is too; whoever looks after this process's folder moves it.
      }
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
        if (!needed) {
          Files.deleteIfExists(files.whileIncoming(id));
        }
      }
    } catch (IOException e) {
      // Nothing refers to it: it goes when this process's folder is looked after.
    }
  }
}
