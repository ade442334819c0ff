package dev.etagere.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Accepts connections on the loopback address, says what it is told to, and then no more. */
final class SilentServer implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final byte[] says;

  SilentServer(String says) throws IOException {
    this.says = says.getBytes(StandardCharsets.ISO_8859_1);
    Thread accepting = new Thread(this::accept, "silent-server");
    accepting.setDaemon(true);
    accepting.start();
  }

  URI endpoint(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort());
  }

  /** Returns once a request has come and what is to be said was said. */
  void awaitAsked() throws InterruptedException {
    asked.await();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        Thread answering = new Thread(() -> answer(socket), "silent-server-answer");
        answering.setDaemon(true);
        answering.start();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      if (in.read(new byte[1 << 16]) > 0) {
        socket.getOutputStream().write(says);
        socket.getOutputStream().flush();
        asked.countDown();
      }
      while (in.read(new byte[1 << 16]) >= 0) {
        // Takes whatever comes.
      }
    } catch (IOException e) {
      // Broken off by the other side.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
