package dev.etagere.failover.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every GET with the head of an object and half of it, then keeps silent. */
final class HalfServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  HalfServer(byte[] body, String etag) throws IOException {
    Thread accepting =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  open.add(socket);
                  Thread serving = new Thread(() -> serve(socket, body, etag));
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

  private static void serve(Socket socket, byte[] body, String etag) {
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
      OutputStream out = socket.getOutputStream();
      String head =
          "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nETag: " + etag + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body, 0, body.length / 2);
      out.flush();
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
