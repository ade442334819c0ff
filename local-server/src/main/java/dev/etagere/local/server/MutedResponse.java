package dev.etagere.local.server;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes a reply and sends nothing of it. */
final class MutedResponse extends Response.Wrapper {
  private volatile boolean written;

  MutedResponse(Request request, Response wrapped) {
    super(request, wrapped);
  }

  @Override
  public boolean isCommitted() {
    return written || super.isCommitted();
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    written = true;
    if (content != null) {
      content.position(content.limit());
    }
    callback.succeeded();
  }
}
