package dev.etagere.local.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An error as S3 writes it, sent from below the servlet. */
final class ErrorBody {
  private ErrorBody() {}

  static void write(
      Request request,
      Response response,
      Callback callback,
      int status,
      String code,
      String message) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
            + code
            + "</Code><Message>"
            + message
            + "</Message></Error>";
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    response.reset();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    boolean head = request.getMethod().equals("HEAD");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, head ? 0 : bytes.length);
    response.write(true, ByteBuffer.wrap(head ? new byte[0] : bytes), callback);
  }
}
