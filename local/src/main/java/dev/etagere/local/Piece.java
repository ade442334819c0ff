package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * Some bytes that never change: a body is a list of them. Either the bytes are at hand, or storage
 * knows them by an id: above zero in a file of that name, below zero in the database.
 */
final class Piece {
  private final long id;
  private final long length;
  private final byte @Nullable [] bytes;

  private Piece(long id, long length, byte @Nullable [] bytes) {
    this.id = id;
    this.length = length;
    this.bytes = bytes;
  }

  static Piece of(byte[] bytes) {
    return new Piece(0, bytes.length, bytes);
  }

  static Piece stored(long id, long length) {
    return new Piece(id, length, null);
  }

  Piece withBytes(byte[] loaded) {
    return new Piece(id, length, loaded);
  }

  long id() {
    return id;
  }

  long length() {
    return length;
  }

  boolean isFile() {
    return id > 0;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }
}
