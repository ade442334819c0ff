package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * How an object, or a part, is to be written. Immutable; start from {@link #of(Headers)}.
 *
 * @param headers what to keep beside the bytes
 * @param condition what must hold
 * @param length the length announced, or -1 if none was
 * @param md5 the MD5 announced in lower-case hexadecimal, or {@code null} if none was
 */
public record PutRequest(HeadersOf headers, If condition, long length, @Nullable String md5) {
  /** Whatever is there, with no length and no digest announced. */
  public static PutRequest of(Headers headers) {
    return of(HeadersOf.always(headers));
  }

  /** The same with headers that depend on what is there. */
  public static PutRequest of(HeadersOf headers) {
    return new PutRequest(headers, If.none(), -1, null);
  }

  /** The same on a condition. */
  public PutRequest onlyIf(If other) {
    return new PutRequest(headers, other, length, md5);
  }

  /** The same with the length of the body announced. */
  public PutRequest withLength(long bytes) {
    return new PutRequest(headers, condition, bytes, md5);
  }

  /** The same with the MD5 of the body announced, in lower-case hexadecimal. */
  public PutRequest withMd5(@Nullable String hex) {
    return new PutRequest(headers, condition, length, hex);
  }
}
