package dev.etagere.local.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request that S3Proxy shall judge; the signature is verified against the whole of
 * it. What is hidden here the store takes from the request itself: S3Proxy would judge conditions
 * outside the write ({@code If-Match: *}, those of HEAD) or drop them (those of a copy's
 * destination), refuse ACLs, and cut a body off at its announced length, before the checksum that
 * trails it.
 */
final class ShownRequest extends CanonicalRequest {
  private static final String LENGTH = "content-length";
  private static final String DECODED_LENGTH = "x-amz-decoded-content-length";
  private static final Set<String> HIDDEN =
      Set.of(
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since",
          "expires",
          "x-amz-acl",
          "x-amz-storage-class",
          "x-amz-mp-object-size",
          "x-amz-copy-source-if-match",
          "x-amz-copy-source-if-none-match",
          "x-amz-copy-source-if-modified-since",
          "x-amz-copy-source-if-unmodified-since",
          DECODED_LENGTH);

  private final String method;

  ShownRequest(CanonicalRequest request, Query query) {
    this(request, query, request.getMethod());
  }

  private ShownRequest(CanonicalRequest request, Query query, String method) {
    super(request, request.getRequestURI(), query);
    this.method = method;
  }

  /**
   * What is asked of a bucket's settings the store answers itself: S3Proxy checks who asks and
   * calls the store, as it does for a GET of the bucket's versioning.
   */
  static ShownRequest ofSettings(CanonicalRequest request, Query query) {
    return new ShownRequest(request, query.only("versioning"), "GET");
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public @Nullable String getParameter(String name) {
    String shown = super.getParameter(name);
    // The parameters a signature may stand in are none of the URL's where it was moved there.
    return shown == null && name.startsWith("X-Amz-") ? getRequest().getParameter(name) : shown;
  }

  private @Nullable String decodedLength() {
    return ((HttpServletRequest) getRequest()).getHeader(DECODED_LENGTH);
  }

  @Override
  public @Nullable String getHeader(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals(LENGTH) && decodedLength() != null) {
      return decodedLength();
    }
    return HIDDEN.contains(lower) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String value = getHeader(name);
    if (value == null) {
      return Collections.emptyEnumeration();
    }
    return name.equalsIgnoreCase(LENGTH)
        ? Collections.enumeration(List.of(value))
        : super.getHeaders(name);
  }

  @Override
  public long getDateHeader(String name) {
    return HIDDEN.contains(name.toLowerCase(Locale.ROOT)) ? -1 : super.getDateHeader(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
    names.removeIf(name -> HIDDEN.contains(name.toLowerCase(Locale.ROOT)));
    if (decodedLength() != null && names.stream().noneMatch(LENGTH::equalsIgnoreCase)) {
      names.add("Content-Length");
    }
    return Collections.enumeration(names);
  }
}
