package dev.etagere.quorum;

import java.util.Arrays;

/** The bytes of a value, or where they are. Immutable. */
public sealed interface Payload {
  /** Not here: what a witness stores, and what a data location stores while it is hollow. */
  enum Missing implements Payload {
    /** The only one. */
    INSTANCE
  }

  /**
   * To be stored in a blob: only in a {@link Task.Write}. The driver has the bytes, and is told
   * with {@link Request.Upload} where to store them and under what name.
   */
  enum Large implements Payload {
    /** The only one. */
    INSTANCE
  }

  /**
   * In an object of its own, written before the register that names it.
   *
   * @param name the {@link BlobName} among the blobs of the key. A data location that names it need
   *     not have it (yet): then another one has. Found at none, the register is to be read again;
   *     it names another by now
   */
  record Blob(String name) implements Payload {}

  /** Within the register object. The bytes are shared, not copied: nobody changes them. */
  final class Inline implements Payload {
    private final byte[] bytes;

    /** These bytes, which from now on must not change. */
    public Inline(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inline that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** Never the content. */
    @Override
    public String toString() {
      return "Inline[" + bytes.length + " bytes]";
    }
  }
}
