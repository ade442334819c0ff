package dev.etagere.local.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/** Sends an object's content type as it was stored, which a servlet container would spell anew. */
final class TypedResponse extends HttpServletResponseWrapper {
  private final Response wire;

  TypedResponse(HttpServletRequest request, HttpServletResponse response) {
    super(response);
    ServletContextResponse ours =
        ServletContextRequest.getServletContextRequest(request).getServletContextResponse();
    this.wire = Response.getOriginalResponse(ours);
  }

  @Override
  public void setContentType(String type) {
    wire.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
  }
}
