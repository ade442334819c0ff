package dev.etagere.core;

/**
 * Hears how far a transfer is, to show it to somebody.
 *
 * <p>It is told of bytes of content, not of requests. When the transfer has succeeded, what it was
 * told adds up to the object's size; of one that failed the sum means nothing.
 *
 * <p>Called from several threads at once, those that move the bytes, so it must be safe for that
 * and return at once. What it throws is ignored: no transfer fails for the showing of it.
 */
@FunctionalInterface
public interface TransferListener {
  /**
   * Some bytes were moved: each time some of a download were written to the file, or a part of an
   * upload was stored.
   *
   * @param bytes how many more; negative for bytes that have to be moved again
   */
  void moved(long bytes);

  /** Hears nothing. */
  static TransferListener none() {
    return bytes -> {};
  }
}
