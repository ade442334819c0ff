package dev.etagere.local.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** What can be done to a connection beside answering. */
final class Wire {
  /** More than this is not worth reading for the sake of an orderly end. */
  private static final long MOST_DRAINED = 64 << 20;

  private Wire() {}

  /** Closes the connection in order and ends the exchange. */
  static void drop(Request request, Callback callback) {
    endPoint(request).close();
    callback.failed(new Struck());
  }

  /** Resets the connection and ends the exchange. */
  static void reset(Request request, Callback callback) {
    EndPoint endPoint = endPoint(request);
    if (endPoint.getTransport() instanceof SocketChannel channel) {
      try {
        // Lingering for no time is what makes the system send RST in place of FIN.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      } catch (IOException e) {
        // The client was faster; the connection is gone either way.
      }
    }
    endPoint.close();
    callback.failed(new Struck());
  }

  /** Reads the rest of the body. */
  static void drain(Request request) {
    try (InputStream body = Content.Source.asInputStream(request)) {
      byte[] buffer = new byte[8_192];
      long read = 0;
      int count;
      while (read < MOST_DRAINED && (count = body.read(buffer)) >= 0) {
        read += count;
      }
    } catch (IOException e) {
      // The client has gone; so be it.
    }
  }

  private static EndPoint endPoint(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Not worth a line in a log: it was asked for. */
  private static final class Struck extends EOFException implements QuietException {
    private static final long serialVersionUID = 1L;

    Struck() {
      super("struck by a fault");
    }
  }
}
