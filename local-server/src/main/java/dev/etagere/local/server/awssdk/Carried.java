package dev.etagere.local.server.awssdk;

import dev.etagere.local.CopyHeaders;
import dev.etagere.local.Headers;
import dev.etagere.local.If;
import dev.etagere.local.PartSizes;
import dev.etagere.local.ReadIf;
import dev.etagere.local.server.fault.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The request in hand, for {@link EngineBlobStore}: what S3Proxy drops of it, or would judge
 * outside of the write. It belongs to the thread that serves the request, from {@link #enter} to
 * {@link #leave}.
 */
public final class Carried {
  private static final ThreadLocal<Carried> CURRENT = new ThreadLocal<>();
  private static final Pattern PART =
      Pattern.compile("<PartNumber>\\s*(\\d{1,9})\\s*</PartNumber>");
  private static final String COPY_SOURCE = "x-amz-copy-source-";

  private final Operation operation;
  private final HttpServletRequest request;
  private final Map<String, String> query;
  private final Supplier<String> body;
  private final HttpServletResponse response;

  private Carried(
      Operation operation,
      HttpServletRequest request,
      Map<String, String> query,
      Supplier<String> body,
      HttpServletResponse response) {
    this.operation = operation;
    this.request = request;
    this.query = query;
    this.body = body;
    this.response = response;
  }

  /**
   * Sets the request of this thread.
   *
   * @param body what was read of the request's body so far, kept only for CompleteMultipartUpload
   *     and the settings of a bucket
   * @param response for headers S3Proxy does not know
   */
  public static void enter(
      Operation operation,
      HttpServletRequest request,
      Map<String, String> query,
      Supplier<String> body,
      HttpServletResponse response) {
    CURRENT.set(new Carried(operation, request, query, body, response));
  }

  /** Forgets the request of this thread. */
  public static void leave() {
    CURRENT.remove();
  }

  static Carried current() {
    Carried carried = CURRENT.get();
    if (carried == null) {
      throw new IllegalStateException("no request is being served by this thread");
    }
    return carried;
  }

  Operation operation() {
    return operation;
  }

  @Nullable String query(String name) {
    return query.get(name);
  }

  boolean asksFor(String subresource) {
    return query.containsKey(subresource);
  }

  /**
   * The part wanted of an object, or {@code null} for the whole.
   *
   * <p>AWS refuses the number beside a range (API reference, GetObject: partNumber).
   */
  @Nullable Integer partNumber() {
    String text = query("partNumber");
    if (text == null) {
      return null;
    }
    if (request.getHeader("Range") != null) {
      throw S3Errors.of(
          400, "InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
    }
    return Numbers.parse(text, "partNumber", 0);
  }

  String method() {
    return request.getMethod();
  }

  @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /** The body of a request for settings. */
  byte[] bytes() {
    return body.get().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Adds a header to the answer. */
  void tell(String name, String value) {
    response.setHeader(name, value);
  }

  /** Makes the answer one of a part: of which bytes, if any, and of how many parts. */
  void tellPart(@Nullable String contentRange, @Nullable PartSizes parts) {
    if (contentRange != null) {
      tell("Content-Range", contentRange);
    }
    if (parts != null) {
      tell("x-amz-mp-parts-count", String.valueOf(parts.count()));
    }
  }

  If writeIf() {
    return Conditions.ofWrite(request);
  }

  ReadIf readIf() {
    return Conditions.ofRead(request, "");
  }

  ReadIf sourceIf() {
    return Conditions.ofRead(request, COPY_SOURCE);
  }

  Headers headers() {
    return RequestHeaders.of(request);
  }

  /** What a copy keeps: what is asked for, or the source's but for what is never copied. */
  CopyHeaders copyHeaders() {
    Headers asked = headers();
    if ("REPLACE".equalsIgnoreCase(request.getHeader("x-amz-metadata-directive"))) {
      return CopyHeaders.replace(asked);
    }
    return (source, current) ->
        source.headers().toBuilder()
            .acl(asked.acl())
            .storageClass(asked.storageClass())
            .encryption(asked.encryption())
            .kmsKeyId(asked.kmsKeyId())
            .build();
  }

  /**
   * The parts to complete in the order the client gave them, which S3Proxy sorts; empty if not
   * seen.
   */
  List<Integer> partsInOrder() {
    List<Integer> numbers = new ArrayList<>();
    Matcher matcher = PART.matcher(body.get());
    while (matcher.find()) {
      numbers.add(Integer.valueOf(matcher.group(1)));
    }
    return numbers;
  }

  /** The size the completed object is to have, or {@code null} if the client did not say. */
  @Nullable Long expectedSize() {
    String size = request.getHeader("x-amz-mp-object-size");
    try {
      return size == null ? null : Long.valueOf(size.strip());
    } catch (NumberFormatException e) {
      throw S3Errors.of(400, "InvalidArgument", "x-amz-mp-object-size is no number");
    }
  }
}
