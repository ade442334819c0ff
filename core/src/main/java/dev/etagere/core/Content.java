package dev.etagere.core;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be stored: the bytes, what is kept beside them, and how the location keeps them.
 * Immutable (a stream inside can be stored once).
 */
public final class Content {
  private static final String JSON = "application/json";
  private static final String OCTETS = "application/octet-stream";

  private final Body body;
  private final Attributes attributes;
  private final @Nullable String acl;
  private final @Nullable String storageClass;
  private final @Nullable Encryption encryption;

  private Content(
      Body body,
      Attributes attributes,
      @Nullable String acl,
      @Nullable String storageClass,
      @Nullable Encryption encryption) {
    attributes.requireStorable();
    this.body = body;
    this.attributes = attributes;
    this.acl = acl;
    this.storageClass = storageClass;
    this.encryption = encryption;
  }

  /**
   * A body and what is kept beside it.
   *
   * @throws IllegalArgumentException if metadata or a header cannot be stored, see {@link
   *     Attributes#MAX_METADATA_BYTES} and {@link Attributes#MAX_METADATA_ENTRIES}: names are
   *     letters, digits, {@code - _ .} and do not begin with {@code x-amz-meta-}, values printable
   *     ASCII
   */
  public static Content of(Body body, Attributes attributes) {
    return new Content(body, attributes, null, null, null);
  }

  /** Text in UTF-8, of type {@code application/json} unless {@link #as} says otherwise. */
  public static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8)).as(JSON);
  }

  /** Bytes, of type {@code application/octet-stream}. The array must not be changed afterwards. */
  public static Content of(byte[] bytes) {
    return of(new Body.Bytes(bytes), Attributes.ofType(OCTETS));
  }

  /** JSON text, of type {@code application/json}. It is stored as it is, not parsed. */
  public static Content json(String json) {
    return of(json);
  }

  /** Plain text in UTF-8, of type {@code text/plain; charset=utf-8}. */
  public static Content text(String text) {
    return of(text).as("text/plain; charset=utf-8");
  }

  /** A file of any size, of type {@code application/octet-stream}; it is not held in memory. */
  public static Content file(Path path) {
    return of(new Body.File(path), Attributes.ofType(OCTETS));
  }

  /**
   * A stream of any size and known length, of type {@code application/octet-stream}. It is read
   * once; if it ends early or goes on, the write fails and nothing is stored.
   */
  public static Content stream(InputStream stream, long length) {
    if (length < 0) {
      throw new IllegalArgumentException(
          "a length of " + length + "; leave it out if it is not known");
    }
    return of(new Body.Stream(stream, length), Attributes.ofType(OCTETS));
  }

  /**
   * A stream of any size and unknown length, of type {@code application/octet-stream}; read once.
   */
  public static Content stream(InputStream stream) {
    return of(new Body.Stream(stream, Body.UNKNOWN_LENGTH), Attributes.ofType(OCTETS));
  }

  /** The same with another content type. */
  public Content as(String contentType) {
    return with(attributes.withContentType(contentType));
  }

  /** The same with one more name and value of user metadata. */
  public Content withMetadata(String name, String value) {
    return with(attributes.withMetadata(name, value));
  }

  /** The same with this user metadata in place of all there is. */
  public Content withMetadata(Map<String, String> metadata) {
    return with(attributes.withMetadata(metadata));
  }

  /** Another body, with all else the same. */
  public Content withBody(Body other) {
    return new Content(other, attributes, acl, storageClass, encryption);
  }

  /** The same with other attributes. */
  public Content with(Attributes others) {
    return new Content(body, others, acl, storageClass, encryption);
  }

  /**
   * The same with a canned ACL such as {@code public-read}; {@code null} for the bucket's default.
   */
  public Content withAcl(@Nullable String cannedAcl) {
    return new Content(body, attributes, cannedAcl, storageClass, encryption);
  }

  /** The same with a storage class such as {@code STANDARD_IA}; {@code null} for the default. */
  public Content withStorageClass(@Nullable String name) {
    return new Content(body, attributes, acl, name, encryption);
  }

  /** The same with an encryption; {@code null} for the bucket's default. */
  public Content withEncryption(@Nullable Encryption kind) {
    return new Content(body, attributes, acl, storageClass, kind);
  }

  /** The bytes. */
  public Body body() {
    return body;
  }

  /** What is kept beside the bytes. */
  public Attributes attributes() {
    return attributes;
  }

  /** The canned ACL, or {@code null} for the bucket's default. */
  public @Nullable String acl() {
    return acl;
  }

  /** The storage class, or {@code null} for the default. */
  public @Nullable String storageClass() {
    return storageClass;
  }

  /** The encryption, or {@code null} for the bucket's default. */
  public @Nullable Encryption encryption() {
    return encryption;
  }
}
