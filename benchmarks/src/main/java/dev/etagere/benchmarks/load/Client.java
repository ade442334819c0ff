package dev.etagere.benchmarks.load;

import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.process.S3;
import dev.etagere.benchmarks.process.Talker;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** A client in a process of its own, and the requests it makes at a server. */
public final class Client implements Side, AutoCloseable {
  private static final String WHATEVER = "whatever";

  private final Talker process;
  private final S3 server;
  private boolean ready;

  private Client(Talker process, S3 server) {
    this.process = process;
    this.server = server;
  }

  /**
   * Starts one; others may be started meanwhile.
   *
   * @param options of its JVM, such as {@code -Xmx256m}
   * @param load what it does
   * @param who Etagere or a peer
   * @param more what else the load wants to know
   */
  public static Client start(S3 server, List<String> options, String load, String who, String more)
      throws IOException {
    return over(
        Talker.java(
            LoadMain.class,
            options,
            server.environment(),
            load,
            who,
            more,
            server.bucket(),
            server.endpoint().toString(),
            server.location().toString()),
        server);
  }

  /** One whose process was started. */
  public static Client over(Talker process, S3 server) {
    return new Client(process, server);
  }

  @Override
  public Measure round(long millis) throws IOException {
    return round(WHATEVER, millis);
  }

  /** As a side that does this. */
  public Side doing(String what) {
    return millis -> round(what, millis);
  }

  /** Waits until all have started. */
  public static void awaitReady(Collection<Client> clients) throws IOException {
    for (Client client : clients) {
      client.awaitReady();
    }
  }

  private void awaitReady() throws IOException {
    if (!ready) {
      process.hear();
      ready = true;
    }
  }

  private Measure round(String what, long millis) throws IOException {
    awaitReady();
    long before = server.requests();
    Measure measure = Measure.parse(process.ask(what + " " + millis));
    return before < 0 ? measure : measure.with(Measure.REQUESTS, server.requests() - before);
  }

  /** Starts a round; {@link #end} waits for it. */
  public void begin(long millis) throws IOException {
    awaitReady();
    process.say(WHATEVER + " " + millis);
  }

  /** The end of the round that was begun, without its requests. */
  public Measure end() throws IOException {
    return Measure.parse(process.hear());
  }

  @Override
  public void close() {
    process.close();
  }
}
