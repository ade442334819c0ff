package dev.etagere.local.server;

import dev.etagere.local.server.awssdk.EngineBlobStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3ProxyHandler;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.jspecify.annotations.Nullable;

/** S3Proxy's handler, set up for a local server. */
final class Front extends S3ProxyHandler {
  private static final long LARGEST_PUT = 5L << 30;

  /**
   * Bodies S3Proxy holds in memory: lists of keys or parts, and uploads that do not say their
   * length.
   */
  private static final long LARGEST_HELD = 8 << 20;

  /** A chunk of an aws-chunked body is held in memory; clients send 64 KiB to 1 MiB. */
  private static final int LARGEST_CHUNK = 16 << 20;

  private static final CrossOriginResourceSharing NO_OTHER_ORIGINS =
      CrossOriginResourceSharing.disabled();

  private static final int SKEW_SECONDS = 15 * 60;

  Front(EngineBlobStore store, LocalKeys keys, @Nullable String virtualHost) {
    super(
        store,
        AuthenticationType.AWS_V4,
        keys.accessKey(),
        keys.secretKey(),
        virtualHost,
        LARGEST_PUT,
        LARGEST_HELD,
        LARGEST_CHUNK,
        false,
        NO_OTHER_ORIGINS,
        null,
        SKEW_SECONDS);
  }

  void serve(
      CanonicalRequest signed, ShownRequest shown, HttpServletResponse response, InputStream body)
      throws IOException {
    doHandle(signed, shown, response, body, null);
  }

  void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String code,
      String message)
      throws IOException {
    sendSimpleErrorResponse(request, response, code, status, message, Map.of());
  }
}
