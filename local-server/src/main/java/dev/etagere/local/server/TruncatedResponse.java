package dev.etagere.local.server;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends the first half of a reply's body and takes the rest for itself. */
final class TruncatedResponse extends Response.Wrapper {
  private boolean begun;
  private long left;

  TruncatedResponse(Request request, Response wrapped) {
    super(request, wrapped);
  }

  @Override
  public boolean isCommitted() {
    return begun || super.isCommitted();
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    int size = content == null ? 0 : content.remaining();
    boolean first = !begun;
    if (first) {
      begun = true;
      left = length(last, size) / 2;
    }
    int sent = (int) Math.min(left, size);
    boolean hasBody = left > 0 || size > 0;
    left -= sent;
    if (content == null || (sent == 0 && !(first && hasBody))) {
      skip(content);
      callback.succeeded();
      return;
    }
    ByteBuffer half = content.slice().limit(sent);
    skip(content);
    super.write(false, half, callback);
  }

  /** The length promised; where all comes at once it is promised here, so that its lack shows. */
  private long length(boolean last, int size) {
    long promised = getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    if (promised < 0 && last && size > 0) {
      getHeaders().put(HttpHeader.CONTENT_LENGTH, size);
      return size;
    }
    return promised < 0 ? size : promised;
  }

  private static void skip(ByteBuffer content) {
    if (content != null) {
      content.position(content.limit());
    }
  }
}
