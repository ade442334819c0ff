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
   * In an object of its own, written before the register that names it.
   *
   * @param name the object's name within the store
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
