package dev.etagere.local.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/**
 * Sends an object's content type as it was stored, which a servlet container would spell anew, and
 * a part of an object as one: S3Proxy says so only where it was asked for a range.
 */
final class TypedResponse extends HttpServletResponseWrapper {
  private final Response wire;

  TypedResponse(HttpServletRequest request, HttpServletResponse response) {
    super(response);
    ServletContextResponse ours =
        ServletContextRequest.getServletContextRequest(request).getServletContextResponse();
    this.wire = Response.getOriginalResponse(ours);
  }

  @Override
  public void setStatus(int status) {
    boolean part = status == SC_OK && containsHeader("Content-Range");
    super.setStatus(part ? SC_PARTIAL_CONTENT : status);
  }

  @Override
  public void setContentType(String type) {
    wire.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
  }
}
