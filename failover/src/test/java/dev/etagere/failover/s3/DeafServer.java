package dev.etagere.failover.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks for each body, takes its beginning, then no more, and never answers: frozen in the middle.
 */
final class DeafServer implements AutoCloseable {
  private static final int TAKES = 200_000;

  private final ServerSocket server = new ServerSocket();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private final boolean asks;

  /** One that asks for the body, or does not even do that. */
  DeafServer(boolean asks) throws IOException {
    this.asks = asks;
    server.setReceiveBufferSize(64 << 10);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread accepting =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  open.add(socket);
                  Thread serving = new Thread(() -> take(socket));
                  serving.setDaemon(true);
                  serving.start();
                }
              } catch (IOException e) {
                // Closed: the test is over.
              }
            });
    accepting.setDaemon(true);
    accepting.start();
  }

  private void take(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      int newlines = 0;
      while (newlines < 2) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
      }
      if (asks) {
        socket
            .getOutputStream()
            .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      in.readNBytes(TAKES);
    } catch (IOException e) {
      // The client has given up, as it should.
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
