package dev.etagere.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A port that passes bytes on to a server, and counts those of the answers, heads included. */
public final class Relay implements AutoCloseable {
  private final ServerSocket port;
  private final URI server;
  private final LongAdder answered = new LongAdder();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Relay(URI server) throws IOException {
    this.server = server;
    this.port = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  /** Before a server. */
  public static Relay before(URI server) throws IOException {
    Relay relay = new Relay(server);
    daemon(relay::accept);
    return relay;
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port.getLocalPort());
  }

  /** How many bytes of answers have passed. */
  public long answered() {
    return answered.sum();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = kept(port.accept());
        Socket there = kept(new Socket(server.getHost(), server.getPort()));
        client.setTcpNoDelay(true);
        there.setTcpNoDelay(true);
        daemon(() -> pass(client, there, new LongAdder()));
        daemon(() -> pass(there, client, answered));
      }
    } catch (IOException e) {
      close();
    }
  }

  private Socket kept(Socket socket) {
    open.add(socket);
    return socket;
  }

  private static void pass(Socket from, Socket to, LongAdder count) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        // Before it is passed on: who has the answer finds it counted.
        count.add(read);
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Either end is gone, so both are.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      port.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      // It was to be gone anyway.
    }
  }
}
