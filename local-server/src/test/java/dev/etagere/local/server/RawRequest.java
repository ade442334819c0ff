package dev.etagere.local.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A request written and signed by hand, so that it can be wrong in ways no SDK would be. */
final class RawRequest {
  static final String STREAMING_UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  static final String STREAMING_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final LocalS3Server server;
  private final String method;
  private final String path;
  private final Map<String, String> headers = new TreeMap<>();
  private String query = "";
  private byte[] body = new byte[0];
  private String hash;
  private Instant now = Instant.now();
  private boolean signed = true;

  RawRequest(LocalS3Server server, String method, String path) {
    this.server = server;
    this.method = method;
    this.path = path;
    headers.put("host", "127.0.0.1:" + server.endpoint().getPort());
  }

  RawRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  RawRequest query(String canonical) {
    query = canonical;
    return this;
  }

  RawRequest body(byte[] bytes) {
    body = bytes;
    return this;
  }

  RawRequest body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  RawRequest payloadHash(String value) {
    hash = value;
    return this;
  }

  RawRequest at(Instant time) {
    now = time;
    return this;
  }

  RawRequest unsigned() {
    signed = false;
    return this;
  }

  record Reply(int status, String text) {
    String code() {
      Matcher matcher = Pattern.compile("<Code>(.*)</Code>").matcher(text);
      return status + (matcher.find() ? " " + matcher.group(1) : "");
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String scope() {
    return DATE.format(now).substring(0, 8) + "/" + server.region() + "/s3/aws4_request";
  }

  private byte[] key() {
    byte[] day =
        hmac(
            ("AWS4" + server.secretKey()).getBytes(StandardCharsets.UTF_8),
            DATE.format(now).substring(0, 8));
    return hmac(hmac(hmac(day, server.region()), "s3"), "aws4_request");
  }

  private String sign() {
    String payload = hash == null ? sha256(body) : hash;
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", DATE.format(now));
    StringBuilder canonical = new StringBuilder();
    headers.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", headers.keySet());
    String request = String.join("\n", method, path, query, canonical.toString(), names, payload);
    String signature = signature(request);
    headers.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential="
            + server.accessKey()
            + "/"
            + scope()
            + ", SignedHeaders="
            + names
            + ", Signature="
            + signature);
    return signature;
  }

  /** The body in signed chunks; one of them may be changed after it was signed. */
  RawRequest signedChunks(boolean changed, String... chunks) {
    payloadHash(STREAMING_SIGNED);
    int length = String.join("", chunks).length();
    header("x-amz-decoded-content-length", String.valueOf(length));
    header("content-encoding", "aws-chunked");
    String previous = sign();
    StringBuilder text = new StringBuilder();
    String[] all = java.util.Arrays.copyOf(chunks, chunks.length + 1);
    all[chunks.length] = "";
    for (String chunk : all) {
      String toSign =
          String.join(
              "\n",
              "AWS4-HMAC-SHA256-PAYLOAD",
              DATE.format(now),
              scope(),
              previous,
              sha256(new byte[0]),
              sha256(chunk.getBytes(StandardCharsets.UTF_8)));
      previous = HexFormat.of().formatHex(hmac(key(), toSign));
      text.append(Integer.toHexString(chunk.length()))
          .append(";chunk-signature=")
          .append(previous)
          .append("\r\n")
          .append(changed ? chunk.replace('a', 'b') : chunk)
          .append("\r\n");
    }
    return body(text.toString()).unsigned();
  }

  /** The signature in the URL. */
  RawRequest presigned(int lifeSeconds) {
    query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            + (server.accessKey() + "/" + scope()).replace("/", "%2F")
            + "&X-Amz-Date="
            + DATE.format(now)
            + "&X-Amz-Expires="
            + lifeSeconds
            + "&X-Amz-SignedHeaders=host";
    String canonical =
        String.join(
            "\n",
            method,
            path,
            query,
            "host:" + headers.get("host") + "\n",
            "host",
            "UNSIGNED-PAYLOAD");
    query += "&X-Amz-Signature=" + signature(canonical);
    return unsigned();
  }

  private String signature(String canonical) {
    String text =
        "AWS4-HMAC-SHA256\n"
            + DATE.format(now)
            + "\n"
            + scope()
            + "\n"
            + sha256(canonical.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hmac(key(), text));
  }

  Reply send() throws IOException {
    byte[] request = wire("connection: close\r\n");
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.endpoint().getPort())) {
      socket.getOutputStream().write(request);
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Reply(Integer.parseInt(text.substring(9, 12)), text);
    }
  }

  /** What goes over the wire, for a connection that is to go on after it. */
  byte[] onOneConnection() {
    return wire("");
  }

  private byte[] wire(String unsignedHeaders) {
    if (signed) {
      sign();
    }
    StringBuilder head =
        new StringBuilder(method + " " + path + (query.isEmpty() ? "" : "?" + query));
    head.append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("content-length: ").append(body.length).append("\r\n");
    head.append(unsignedHeaders).append("\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    return out.toByteArray();
  }
}
