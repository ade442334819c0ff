package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.server.fault.Faults;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty, on the loopback interface. */
final class HttpListener {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MOST_THREADS = 128;
  private static final int LEAST_THREADS = 4;
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);

  private final Gate gate = new Gate();
  private final Faults faults;
  private final Server server;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int MOST_TRIES = 500;

  private final ServerConnector connector;

  HttpListener(HttpServlet servlet, Faults faults, int port) {
    this.faults = faults;
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("local-s3");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, 1, 1, new RawUriConnections(configuration()));
    connector.setHost(LOOPBACK);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(new FaultHandler(context(servlet), faults, gate));
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    // The signature covers every letter of the headers as it was sent.
    http.setHttpCompliance(HttpCompliance.LEGACY);
    http.setHeaderCacheCaseSensitive(true);
    http.setSendServerVersion(false);
    return http;
  }

  private static ServletContextHandler context(HttpServlet servlet) {
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(servlet), "/*");
    return context;
  }

  void start() {
    run(server::start);
    // A second start listens where the first one did.
    connector.setPort(connector.getLocalPort());
  }

  int port() {
    return connector.getPort();
  }

  void freeze() {
    gate.freeze();
  }

  void thaw() {
    gate.thaw();
  }

  void setLatency(Duration latency) {
    gate.setLatency(latency);
  }

  boolean isServing() {
    return gate.isOpen();
  }

  /** As if the process had been killed. */
  void cut() {
    gate.setCut(true);
    run(connector::stop);
    gate.drop();
  }

  /**
   * Waits a little for the port: the thread that accepted holds it until it wakes, and a connection
   * may have been given it for its own end.
   */
  void resume() {
    for (int tries = 1; !connector.isStarted(); tries++) {
      try {
        run(connector::start);
      } catch (UncheckedIOException e) {
        if (tries == MOST_TRIES || !pause()) {
          throw e;
        }
      }
    }
    gate.setCut(false);
  }

  private static boolean pause() {
    try {
      Ambient.system().sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void close() {
    faults.clear();
    gate.drop();
    try {
      gate.awaitQuiet(LAST_REQUESTS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    run(server::stop);
    server.destroy();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server failed: " + e.getMessage(), e);
    }
  }
}
