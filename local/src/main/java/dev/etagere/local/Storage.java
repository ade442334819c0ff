package dev.etagere.local;

import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where an engine keeps things. Safe for use by many threads. */
interface Storage extends AutoCloseable {
  /** Looks at one state of everything. */
  <T> T read(Deadline deadline, Function<Tables, T> work);

  /**
   * Changes everything or, if the work throws, nothing. No other write, of any process, happens
   * meanwhile; when it returns the change is as durable as this storage can make it.
   */
  <T> T write(Deadline deadline, Function<Tables, T> work);

  /** Takes the bytes of a new body, before the write that will refer to it. */
  Spool spool(Supplier<Deadline> patience);

  /**
   * Opens some bytes of a piece, to stay readable when the piece is dropped.
   *
   * @return {@code null} if it has been dropped already
   */
  @Nullable InputStream open(Piece piece, long offset, long length) throws IOException;

  @Override
  void close();

  /** A new body on its way in; for one thread. Closing it forgets a body that nothing refers to. */
  interface Spool extends AutoCloseable {
    void write(byte[] buffer, int length) throws IOException;

    /** Makes the bytes durable. */
    List<Piece> finish() throws IOException;

    /** Called inside the write that refers to it, to make sure that it is still there. */
    void confirm();

    /** The write that refers to it has happened, or may have. */
    void committed(boolean certain);

    @Override
    void close();
  }
}
