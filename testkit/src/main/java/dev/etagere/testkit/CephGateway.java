package dev.etagere.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Ceph S3 gateway for tests: monitor, disk in memory and gateway, on 127.0.0.1 only.
 *
 * <p>Its compare-and-swap on PUT is a true one, which no embedded S3 server has. It starts in one
 * to three seconds from Debian's packages, as any user, on free ports, empty; several may run at
 * once. It ends with {@link #close}, and in any case with this JVM, also when that is killed.
 *
 * <p>Clients need {@linkplain #endpoint() the endpoint}, {@linkplain #accessKey() the} {@linkplain
 * #secretKey() keys}, region {@code us-east-1}, path style, checksums {@code WHEN_REQUIRED}, and
 * chunked encoding off, for Ceph 16 keeps {@code aws-chunked} as the object's content encoding. In
 * PUT conditions it takes ETags without their quotes only; it ignores the conditions of DELETE,
 * copies and multipart uploads.
 *
 * <p>Safe for use by several threads.
 */
public final class CephGateway implements AutoCloseable {
  /** The environment variable that makes a missing Ceph an error when it is {@code true}. */
  public static final String REQUIRE_SERVERS = "ETAGERE_REQUIRE_SERVERS";

  private static final String ACCESS_KEY = "etagere-test";
  private static final String SECRET_KEY = "etagere-test-secret";
  private static final int ATTEMPTS = 3;

  private final CephScript script;
  private final URI endpoint;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread hook = new Thread(this::stopAtExit, "ceph-gateway-stop");

  private CephGateway(CephScript script, URI endpoint) {
    this.script = script;
    this.endpoint = endpoint;
  }

  /**
   * Says what this machine lacks to run Ceph.
   *
   * @return empty if nothing is missing, otherwise one line that names it and how to install it
   */
  public static Optional<String> missing() {
    CephScript script = CephScript.extract();
    try {
      CephScript.Result result;
      try {
        result = script.run(Map.of(), "check");
      } finally {
        script.delete();
      }
      return result.code() == CephScript.DONE ? Optional.empty() : Optional.of(result.output());
    } catch (IOException e) {
      return Optional.of("no Ceph here: its script does not run (" + e.getMessage() + ")");
    }
  }

  /**
   * Starts a gateway and waits until it answers.
   *
   * @return a gateway without buckets
   * @throws IllegalStateException if Ceph does not start; the message holds the end of its log and
   *     says where the rest is, or which packages to install
   */
  public static CephGateway start() {
    CephScript script = CephScript.extract();
    try {
      CephScript.Result last = new CephScript.Result(CephScript.PORT_TAKEN, "");
      for (int i = 0; i < ATTEMPTS && last.code() == CephScript.PORT_TAKEN; i++) {
        // a free port may be taken by somebody else before Ceph has it: then others are tried
        int[] ports = freePorts();
        last = script.run(environment(ports), "start", script.home().toString());
        if (last.code() == CephScript.DONE) {
          return started(script, ports[0]);
        }
      }
      throw new IllegalStateException("Ceph does not start: " + last.output());
    } catch (IOException e) {
      throw new IllegalStateException("Ceph does not start: " + e.getMessage(), e);
    }
  }

  /**
   * Starts a gateway, or skips the test that asks for one: the rule for all tests that need Ceph.
   *
   * @return a started gateway
   * @throws org.opentest4j.TestAbortedException if Ceph is missing, which JUnit counts as skipped;
   *     its message says what to install
   * @throws IllegalStateException if Ceph is missing and the environment has {@value
   *     #REQUIRE_SERVERS}{@code =true}, or if it is there and does not start
   */
  public static CephGateway orSkip() {
    Optional<String> missing = missing();
    if (missing.isPresent() && "true".equals(System.getenv(REQUIRE_SERVERS))) {
      throw new IllegalStateException(REQUIRE_SERVERS + "=true, but " + missing.get());
    }
    missing.ifPresent(what -> Assumptions.abort("skipped: " + what));
    return start();
  }

  /**
   * Returns the address of the gateway, for path-style requests.
   *
   * @return {@code http://127.0.0.1:PORT}
   */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * Returns the access key id of the one user, who may do everything.
   *
   * @return the access key id
   */
  public String accessKey() {
    return ACCESS_KEY;
  }

  /**
   * Returns the secret key of that user. It is no secret: it guards test data on this machine.
   *
   * @return the secret access key
   */
  public String secretKey() {
    return SECRET_KEY;
  }

  /**
   * Stops the gateway and forgets what it held. Calling it again does nothing.
   *
   * @throws IllegalStateException if Ceph could not be stopped; it ends with this JVM all the same
   * @throws UncheckedIOException if its temporary directory could not be removed
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      stop();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up after Ceph in " + script.home(), e);
    }
    // only now: had it failed, the hook would be the second chance
    unhook();
  }

  private static CephGateway started(CephScript script, int port) {
    CephGateway gateway = new CephGateway(script, URI.create("http://127.0.0.1:" + port));
    Runtime.getRuntime().addShutdownHook(gateway.hook);
    return gateway;
  }

  private static Map<String, String> environment(int[] ports) {
    return Map.of(
        "CEPH_PORTS", Integer.toString(ports[0]),
        "CEPH_MON_PORT", Integer.toString(ports[1]),
        "CEPH_ACCESS_KEY", ACCESS_KEY,
        "CEPH_SECRET_KEY", SECRET_KEY,
        "CEPH_OWNER_PID", Long.toString(ProcessHandle.current().pid()));
  }

  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket gateway = new ServerSocket(0, 1, loopback);
        ServerSocket monitor = new ServerSocket(0, 1, loopback)) {
      return new int[] {gateway.getLocalPort(), monitor.getLocalPort()};
    }
  }

  private void stop() throws IOException {
    CephScript.Result result = script.run(Map.of(), "stop", script.home().toString());
    if (result.code() != CephScript.DONE) {
      throw new IllegalStateException("Ceph does not stop: " + result.output());
    }
    script.delete();
  }

  private void stopAtExit() {
    try {
      stop();
    } catch (IOException | IllegalStateException e) {
      // nobody is left to hear of it, and the script's guard stops Ceph when this JVM is gone
    }
  }

  private void unhook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending and the hook runs already: it finds nothing to stop
    }
  }
}
