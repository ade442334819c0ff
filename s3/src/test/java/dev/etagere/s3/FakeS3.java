package dev.etagere.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * As much of S3 as these tests need, in memory and in place of the network; answers can be
 * scripted. One bucket, whose name is not looked at, addressed in path style.
 */
final class FakeS3 implements SdkHttpClient {
  private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

  private static final Set<String> KEPT =
      Set.of(
          "content-type",
          "cache-control",
          "content-language",
          "expires",
          "x-amz-storage-class",
          "x-amz-server-side-encryption",
          "x-amz-server-side-encryption-aws-kms-key-id",
          "x-amz-server-side-encryption-bucket-key-enabled",
          "x-amz-website-redirect-location",
          "x-amz-acl",
          "x-amz-tagging");

  private final TreeMap<String, Stored> objects = new TreeMap<>();
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private final List<Script> scripts = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private boolean wantsBareETags;
  private int ids;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(byte[] bytes, String etag, Map<String, String> headers) {}

  private record Upload(Map<String, String> headers, TreeMap<Integer, byte[]> parts) {}

  /** A request as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(
      String method,
      String key,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(h -> h.getKey().equalsIgnoreCase(name))
          .map(h -> h.getValue().get(0))
          .findFirst()
          .orElse(null);
    }

    boolean isCopy() {
      return header("x-amz-copy-source") != null;
    }

    boolean isInitiation() {
      return query.containsKey("uploads");
    }

    boolean isCompletion() {
      return method.equals("POST") && query.containsKey("uploadId");
    }

    Request without(String name) {
      Map<String, List<String>> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      rest.putAll(headers);
      rest.remove(name);
      return new Request(method, key, query, rest, body);
    }

    @Override
    public String toString() {
      return method + " " + key + (query.isEmpty() ? "" : "?" + String.join("&", query.keySet()));
    }
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reply(int status, Map<String, String> headers, byte[] body) {
    static Reply of(int status) {
      return new Reply(status, Map.of(), new byte[0]);
    }

    static Reply error(int status, String code) {
      String xml = "<Error><Code>" + code + "</Code><Message>wanted</Message></Error>";
      return xml(status, xml);
    }

    static Reply xml(int status, String xml) {
      String all = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml;
      return new Reply(
          status, Map.of("Content-Type", "application/xml"), all.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** How a scripted answer is made. */
  interface Answer {
    Reply to(Request request) throws IOException;
  }

  private record Script(Predicate<Request> which, AtomicInteger left, Answer answer) {}

  /** Answers so many of the next such requests so; earlier scripts go first. */
  void on(Predicate<Request> which, int times, Answer answer) {
    scripts.add(new Script(which, new AtomicInteger(times), answer));
  }

  void loseReply(Predicate<Request> which) {
    loseReply(which, () -> {});
  }

  void loseRequest(Predicate<Request> which) {
    loseRequest(which, () -> {});
  }

  /** The reply to the next such request is lost after it took effect. */
  void loseReply(Predicate<Request> which, Runnable meanwhile) {
    on(
        which,
        1,
        request -> {
          serve(request);
          meanwhile.run();
          throw new IOException("the reply was lost, as the test wanted");
        });
  }

  /** The next such request is lost before it took effect. */
  void loseRequest(Predicate<Request> which, Runnable meanwhile) {
    on(
        which,
        1,
        request -> {
          meanwhile.run();
          throw new IOException("the request was lost, as the test wanted");
        });
  }

  /** Such requests are served as if they did not carry this header, as some services do. */
  void ignore(Predicate<Request> which, String header) {
    Predicate<Request> carrying = r -> which.test(r) && r.header(header) != null;
    on(carrying, Integer.MAX_VALUE, r -> serve(r.without(header)));
  }

  static Predicate<Request> method(String method) {
    return r -> r.method.equals(method);
  }

  /** Conditions with quoted ETags are refused, as on Ceph 16. */
  void wantBareETags() {
    wantsBareETags = true;
  }

  List<Request> requests() {
    return requests;
  }

  /** The methods of all requests, in order. */
  List<String> methods() {
    return requests.stream().map(Request::method).toList();
  }

  synchronized String text(String key) {
    Stored stored = objects.get(key);
    return stored == null ? null : new String(stored.bytes, StandardCharsets.UTF_8);
  }

  synchronized Map<String, String> headers(String key) {
    return objects.get(key).headers;
  }

  /** Another program writes; it leaves no ids. */
  synchronized void set(String key, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    objects.put(key, new Stored(bytes, etag(bytes), new TreeMap<>()));
  }

  /** The object gets another header, as if it had been written with it. */
  synchronized void set(String key, String header, String value) {
    objects.get(key).headers.put(header, value);
  }

  /** A byte of what is stored becomes another. */
  synchronized void damage(String key) {
    objects.get(key).bytes[0] ^= 1;
  }

  synchronized void remove(String key) {
    objects.remove(key);
  }

  synchronized int uploadsUnderWay() {
    return uploads.size();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        Request read = read(request);
        requests.add(read);
        return response(read, answer(read));
      }

      @Override
      public void abort() {
        // Nothing is ever under way.
      }
    };
  }

  private Reply answer(Request request) throws IOException {
    for (Script script : scripts) {
      if (script.which.test(request) && script.left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return script.answer.to(request);
      }
    }
    return serve(request);
  }

  /** Does as S3 would. */
  synchronized Reply serve(Request request) {
    boolean upload = request.query.containsKey("uploadId") || request.query.containsKey("uploads");
    if (request.key.isEmpty()) {
      return request.method.equals("HEAD") ? Reply.of(200) : list(request);
    }
    if (upload) {
      return upload(request);
    }
    return switch (request.method) {
      case "PUT" -> put(request);
      case "DELETE" -> delete(request);
      default -> get(request);
    };
  }

  private Reply put(Request request) {
    Reply refused = refused(request, 404);
    if (refused != null) {
      return refused;
    }
    String source = request.header("x-amz-copy-source");
    if (source == null) {
      return stored(request.key, request.body, etag(request.body), kept(request));
    }
    Stored from = objects.get(source.substring(source.indexOf('/') + 1));
    if (from == null) {
      return Reply.error(404, "NoSuchKey");
    }
    if (!matches(request.header("x-amz-copy-source-if-match"), from)) {
      return Reply.error(412, "PreconditionFailed");
    }
    stored(request.key, from.bytes, from.etag, kept(request));
    return Reply.xml(
        200, "<CopyObjectResult><ETag>\"" + from.etag + "\"</ETag></CopyObjectResult>");
  }

  private Reply stored(String key, byte[] bytes, String etag, Map<String, String> headers) {
    objects.put(key, new Stored(bytes.clone(), etag, headers));
    return new Reply(200, Map.of("ETag", "\"" + etag + "\""), new byte[0]);
  }

  private static Map<String, String> kept(Request request) {
    Map<String, String> kept = new TreeMap<>();
    request.headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(java.util.Locale.ROOT);
          if (lower.startsWith("x-amz-meta-") || KEPT.contains(lower)) {
            kept.put(lower, values.get(0));
          }
        });
    return kept;
  }

  /** The refusal if a condition does not hold, else {@code null}. */
  private Reply refused(Request request, int statusIfAbsent) {
    Stored there = objects.get(request.key);
    String match = request.header("If-Match");
    if (match != null && there == null) {
      return statusIfAbsent == 404
          ? Reply.error(404, "NoSuchKey")
          : Reply.error(412, "PreconditionFailed");
    }
    if ((match != null && !matches(match, there))
        || (request.header("If-None-Match") != null && there != null)) {
      return Reply.error(412, "PreconditionFailed");
    }
    return null;
  }

  private boolean matches(String condition, Stored there) {
    return condition == null
        || condition.equals(wantsBareETags ? there.etag : "\"" + there.etag + "\"");
  }

  private Reply delete(Request request) {
    Reply refused = refused(request, 404);
    if (refused != null) {
      return refused;
    }
    objects.remove(request.key);
    return Reply.of(204);
  }

  private Reply get(Request request) {
    Stored there = objects.get(request.key);
    if (there == null) {
      return Reply.error(404, "NoSuchKey");
    }
    String match = request.header("If-Match");
    String noneMatch = request.header("If-None-Match");
    if (match != null && !matches(match, there)) {
      return Reply.error(412, "PreconditionFailed");
    }
    if (noneMatch != null && matches(noneMatch, there)) {
      return Reply.of(304);
    }
    String tags = there.headers.get("x-amz-tagging");
    if (request.query.containsKey("tagging")) {
      String[] tag = tags.split("=", 2);
      return Reply.xml(
          200,
          "<Tagging><TagSet><Tag><Key>%s</Key><Value>%s</Value></Tag></TagSet></Tagging>"
              .formatted(tag[0], tag[1]));
    }
    Map<String, String> headers = new TreeMap<>(there.headers);
    headers.remove("x-amz-acl");
    if (headers.remove("x-amz-tagging") != null) {
      headers.put("x-amz-tagging-count", "1");
    }
    headers.put("ETag", "\"" + there.etag + "\"");
    headers.put("Last-Modified", DATE);
    return new Reply(200, headers, there.bytes);
  }

  private Reply list(Request request) {
    String prefix = request.query.getOrDefault("prefix", List.of("")).get(0);
    StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
    objects.forEach(
        (key, stored) -> {
          if (key.startsWith(prefix)) {
            xml.append("<Contents><Key>")
                .append(key)
                .append("</Key><LastModified>")
                .append("2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;")
                .append(stored.etag)
                .append("&quot;</ETag><Size>")
                .append(stored.bytes.length)
                .append("</Size></Contents>");
          }
        });
    return Reply.xml(200, xml.append("</ListBucketResult>").toString());
  }

  private Reply upload(Request request) {
    if (request.query.containsKey("uploads")) {
      String id = "upload-" + ++ids;
      uploads.put(id, new Upload(kept(request), new TreeMap<>()));
      return Reply.xml(
          200,
          "<InitiateMultipartUploadResult><UploadId>"
              + id
              + "</UploadId></InitiateMultipartUploadResult>");
    }
    Upload upload = uploads.get(request.query.get("uploadId").get(0));
    if (upload == null) {
      return Reply.error(404, "NoSuchUpload");
    }
    if (request.isCopy()) {
      return copyPart(request, upload);
    }
    if (request.method.equals("PUT")) {
      upload.parts.put(Integer.valueOf(request.query.get("partNumber").get(0)), request.body);
      return new Reply(200, Map.of("ETag", "\"" + etag(request.body) + "\""), new byte[0]);
    }
    if (request.method.equals("DELETE")) {
      uploads.remove(request.query.get("uploadId").get(0));
      return Reply.of(204);
    }
    return complete(request, upload);
  }

  private Reply copyPart(Request request, Upload upload) {
    String source = request.header("x-amz-copy-source");
    Stored from = objects.get(source.substring(source.indexOf('/') + 1));
    if (from == null) {
      return Reply.error(404, "NoSuchKey");
    }
    if (!matches(request.header("x-amz-copy-source-if-match"), from)) {
      return Reply.error(412, "PreconditionFailed");
    }
    String[] range = request.header("x-amz-copy-source-range").substring(6).split("-", 2);
    byte[] part =
        Arrays.copyOfRange(from.bytes, Integer.parseInt(range[0]), Integer.parseInt(range[1]) + 1);
    upload.parts.put(Integer.valueOf(request.query.get("partNumber").get(0)), part);
    return Reply.xml(200, "<CopyPartResult><ETag>\"" + etag(part) + "\"</ETag></CopyPartResult>");
  }

  private Reply complete(Request request, Upload upload) {
    Reply refused = refused(request, 404);
    if (refused != null) {
      return refused;
    }
    List<byte[]> digests = new ArrayList<>();
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : upload.parts.values()) {
      digests.add(md5(part));
      all.writeBytes(part);
    }
    java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
    digests.forEach(joined::writeBytes);
    String etag = etag(joined.toByteArray()) + "-" + digests.size();
    stored(request.key, all.toByteArray(), etag, upload.headers);
    uploads.remove(request.query.get("uploadId").get(0));
    return Reply.xml(
        200,
        "<CompleteMultipartUploadResult><ETag>\""
            + etag
            + "\"</ETag></CompleteMultipartUploadResult>");
  }

  private static Request read(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest http = request.httpRequest();
    String path = URLDecoder.decode(http.encodedPath().replace("+", "%2B"), StandardCharsets.UTF_8);
    int slash = path.indexOf('/', 1);
    byte[] body = new byte[0];
    if (request.contentStreamProvider().isPresent()) {
      try (InputStream in = request.contentStreamProvider().get().newStream()) {
        body = in.readAllBytes();
      }
    }
    return new Request(
        http.method().name(),
        slash < 0 ? "" : path.substring(slash + 1),
        http.rawQueryParameters(),
        http.headers(),
        body);
  }

  private static HttpExecuteResponse response(Request request, Reply reply) {
    SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(reply.status);
    reply.headers.forEach(response::putHeader);
    response.putHeader("Content-Length", String.valueOf(reply.body.length));
    boolean bodiless = request.method.equals("HEAD") || reply.status == 304;
    HttpExecuteResponse.Builder all = HttpExecuteResponse.builder().response(response.build());
    if (!bodiless) {
      all.responseBody(AbortableInputStream.create(new ByteArrayInputStream(reply.body)));
    }
    return all.build();
  }

  private static String etag(byte[] bytes) {
    return HexFormat.of().formatHex(md5(bytes));
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String clientName() {
    return "FakeS3";
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
