package dev.etagere.testkit;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;

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

  private static final String NAME = "a";

  private final CephRun run;

  private CephGateway(CephRun run) {
    this.run = run;
  }

  /**
   * Says what this machine lacks to run Ceph.
   *
   * @return empty if nothing is missing, otherwise one line that names it and how to install it
   */
  public static Optional<String> missing() {
    return CephRun.missing();
  }

  /**
   * Starts a gateway and waits until it answers.
   *
   * @return a gateway without buckets
   * @throws IllegalStateException if Ceph does not start; the message holds the end of its log and
   *     says where the rest is, or which packages to install
   */
  public static CephGateway start() {
    return new CephGateway(CephRun.start("single", 1));
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
    CephRun.requireOrSkip();
    return start();
  }

  /**
   * Returns the address of the gateway, for path-style requests.
   *
   * @return {@code http://127.0.0.1:PORT}
   */
  public URI endpoint() {
    return run.endpoints().get(0);
  }

  /**
   * Returns the access key id of the one user, who may do everything.
   *
   * @return the access key id
   */
  public String accessKey() {
    return CephRun.ACCESS_KEY;
  }

  /**
   * Returns the secret key of that user. It is no secret: it guards test data on this machine.
   *
   * @return the secret access key
   */
  public String secretKey() {
    return CephRun.SECRET_KEY;
  }

  /** SIGSTOP: connections are still taken, and nothing is answered. */
  public void freeze() {
    run.control("freeze", NAME);
  }

  /** SIGCONT: goes on where it stood, with the requests it had. */
  public void thaw() {
    run.control("thaw", NAME);
  }

  /** SIGKILL of the gateway, not of its disk; returns when connections are refused. */
  public void kill() {
    run.control("kill", NAME);
  }

  /** Starts it again after {@link #kill}; returns when it answers. */
  public void restart() {
    run.control("restart", NAME);
  }

  /**
   * Stops the gateway and forgets what it held. Calling it again does nothing.
   *
   * @throws IllegalStateException if Ceph could not be stopped; it ends with this JVM all the same
   * @throws UncheckedIOException if its temporary directory could not be removed
   */
  @Override
  public void close() {
    run.close();
  }
}
