package dev.etagere.local;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beside the bytes of an object and given back with them; the engine understands none
 * of it. Immutable.
 *
 * @param contentType {@code Content-Type}, or {@code null}
 * @param cacheControl {@code Cache-Control}, or {@code null}
 * @param contentDisposition {@code Content-Disposition}, or {@code null}
 * @param contentEncoding {@code Content-Encoding}, or {@code null}
 * @param contentLanguage {@code Content-Language}, or {@code null}
 * @param expires {@code Expires} as it was sent, or {@code null}
 * @param acl the canned ACL, or {@code null}
 * @param storageClass the storage class, or {@code null} for the default
 * @param encryption the kind of server-side encryption asked for, such as {@code aws:kms}, or
 *     {@code null}; nothing is encrypted
 * @param kmsKeyId the key asked for, or {@code null}
 * @param metadata the user's own names and values, at most 2 KB in all
 */
public record Headers(
    @Nullable String contentType,
    @Nullable String cacheControl,
    @Nullable String contentDisposition,
    @Nullable String contentEncoding,
    @Nullable String contentLanguage,
    @Nullable String expires,
    @Nullable String acl,
    @Nullable String storageClass,
    @Nullable String encryption,
    @Nullable String kmsKeyId,
    Map<String, String> metadata) {
  private static final Headers NONE = builder().build();

  /** Copies the metadata. */
  public Headers {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** Nothing. */
  public static Headers none() {
    return NONE;
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with all of this set. */
  public Builder toBuilder() {
    return new Builder()
        .contentType(contentType)
        .cacheControl(cacheControl)
        .contentDisposition(contentDisposition)
        .contentEncoding(contentEncoding)
        .contentLanguage(contentLanguage)
        .expires(expires)
        .acl(acl)
        .storageClass(storageClass)
        .encryption(encryption)
        .kmsKeyId(kmsKeyId)
        .metadata(metadata);
  }

  /** Sets one after the other; for one thread. */
  public static final class Builder {
    private @Nullable String contentType;
    private @Nullable String cacheControl;
    private @Nullable String contentDisposition;
    private @Nullable String contentEncoding;
    private @Nullable String contentLanguage;
    private @Nullable String expires;
    private @Nullable String acl;
    private @Nullable String storageClass;
    private @Nullable String encryption;
    private @Nullable String kmsKeyId;
    private Map<String, String> metadata = Map.of();

    private Builder() {}

    /** See {@link Headers#contentType()}. */
    public Builder contentType(@Nullable String value) {
      contentType = value;
      return this;
    }

    /** See {@link Headers#cacheControl()}. */
    public Builder cacheControl(@Nullable String value) {
      cacheControl = value;
      return this;
    }

    /** See {@link Headers#contentDisposition()}. */
    public Builder contentDisposition(@Nullable String value) {
      contentDisposition = value;
      return this;
    }

    /** See {@link Headers#contentEncoding()}. */
    public Builder contentEncoding(@Nullable String value) {
      contentEncoding = value;
      return this;
    }

    /** See {@link Headers#contentLanguage()}. */
    public Builder contentLanguage(@Nullable String value) {
      contentLanguage = value;
      return this;
    }

    /** See {@link Headers#expires()}. */
    public Builder expires(@Nullable String value) {
      expires = value;
      return this;
    }

    /** See {@link Headers#acl()}. */
    public Builder acl(@Nullable String value) {
      acl = value;
      return this;
    }

    /** See {@link Headers#storageClass()}. */
    public Builder storageClass(@Nullable String value) {
      storageClass = value;
      return this;
    }

    /** See {@link Headers#encryption()}. */
    public Builder encryption(@Nullable String value) {
      encryption = value;
      return this;
    }

    /** See {@link Headers#kmsKeyId()}. */
    public Builder kmsKeyId(@Nullable String value) {
      kmsKeyId = value;
      return this;
    }

    /** See {@link Headers#metadata()}; in place of all there is. */
    public Builder metadata(Map<String, String> all) {
      metadata = all;
      return this;
    }

    /** The headers. */
    public Headers build() {
      return new Headers(
          contentType,
          cacheControl,
          contentDisposition,
          contentEncoding,
          contentLanguage,
          expires,
          acl,
          storageClass,
          encryption,
          kmsKeyId,
          metadata);
    }
  }
}
