package dev.etagere.core;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * An object that was read in full: its bytes, its version and what is stored beside it. Immutable.
 */
public final class StoredObject {
  private final ObjectInfo info;
  private final byte[] bytes;

  /**
   * An object as read, for implementors.
   *
   * @param bytes not copied; must not be changed afterwards
   */
  public StoredObject(ObjectInfo info, byte[] bytes) {
    this.info = info;
    this.bytes = bytes;
  }

  /** The key. */
  public String key() {
    return info.key();
  }

  /** The version that was read. */
  public Version version() {
    return info.version();
  }

  /** Whether there may be something newer, see {@link Freshness}. */
  public Freshness freshness() {
    return info.freshness();
  }

  /** All but the bytes. */
  public ObjectInfo info() {
    return info;
  }

  /** The same object, told by another; the bytes are not copied. */
  public StoredObject withFreshness(Freshness other) {
    return new StoredObject(info.withFreshness(other), bytes);
  }

  /** A copy of the bytes. */
  public byte[] asBytes() {
    return bytes.clone();
  }

  /** The bytes as UTF-8 text; what is not UTF-8 becomes the replacement character. */
  public String asString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The bytes as a stream, from memory. */
  public InputStream asStream() {
    return new ByteArrayInputStream(bytes);
  }

  /**
   * The bytes as a value, for instance {@code object.as(JacksonCodec.of(Settings.class))}.
   *
   * @throws CorruptException if the bytes do not fit the type: find out who wrote them
   */
  public <T> T as(Codec<T> codec) {
    try {
      return codec.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new CorruptException(
          key(),
          "'" + key() + "' at version " + version() + " does not fit its type: " + e.getMessage(),
          e);
    }
  }

  /**
   * The object as content, to change and store again: with its attributes, its storage class and,
   * under KMS, its key. An ACL is not told by a read, so what is stored again has the bucket's
   * default, as has an object under SSE-S3 its encryption.
   */
  public Content toContent() {
    Encryption encryption = info.encryption();
    return Content.of(new Body.Bytes(bytes), info.attributes())
        .withStorageClass(info.storageClass())
        .withEncryption(encryption instanceof Encryption.S3Managed ? null : encryption);
  }

  @Override
  public String toString() {
    return "StoredObject[key=" + key() + ", version=" + version() + ", size=" + bytes.length + "]";
  }
}
