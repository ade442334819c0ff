package dev.etagere.testkit;

import java.io.UncheckedIOException;
import java.net.URI;

/**
 * A real Ceph with two S3 gateways, zones of one group that replicate to each other in the
 * background, the newest write of a key winning; {@link CephGateway} says how it is started, what
 * clients need and how it ends. A bucket made at the {@linkplain #primary() primary} appears at the
 * {@linkplain #secondary() secondary}, under the same name.
 *
 * <p>Each gateway can be frozen, killed and started again. What one had stored stays stored: the
 * disk is no part of it. Replication from the secondary to the primary begins up to 20 s after the
 * start; a killed gateway takes some 5 s to come back. Safe for use by several threads.
 */
public final class CephPair implements AutoCloseable {
  private final CephRun run;
  private final Gateway primary;
  private final Gateway secondary;

  private CephPair(CephRun run) {
    this.run = run;
    this.primary = new Gateway(run, "a", run.endpoints().get(0));
    this.secondary = new Gateway(run, "b", run.endpoints().get(1));
  }

  /**
   * Starts both and waits until they answer.
   *
   * @throws IllegalStateException if Ceph does not start; the message says why, or which packages
   *     to install
   */
  public static CephPair start() {
    return new CephPair(CephRun.start("replicated", 2));
  }

  /**
   * Starts both, or skips the test that asks for them.
   *
   * @throws org.opentest4j.TestAbortedException if Ceph is missing, which JUnit counts as skipped
   * @throws IllegalStateException if Ceph is missing and the environment has {@value
   *     CephGateway#REQUIRE_SERVERS}{@code =true}, or if it is there and does not start
   */
  public static CephPair orSkip() {
    CephRun.requireOrSkip();
    return start();
  }

  /** The zone that makes buckets and users. */
  public Gateway primary() {
    return primary;
  }

  /** The other zone. */
  public Gateway secondary() {
    return secondary;
  }

  /** The access key id of the one user, who may do everything at both. */
  public String accessKey() {
    return CephRun.ACCESS_KEY;
  }

  /** The secret key of that user, which is no secret. */
  public String secretKey() {
    return CephRun.SECRET_KEY;
  }

  /**
   * Stops both and forgets what they held. Calling it again does nothing.
   *
   * @throws IllegalStateException if Ceph could not be stopped; it ends with this JVM all the same
   * @throws UncheckedIOException if its temporary directory could not be removed
   */
  @Override
  public void close() {
    run.close();
  }

  /**
   * One of the two. Its methods fail with an IllegalStateException if it is not running, or for
   * {@link #restart} if it does not come back.
   */
  public static final class Gateway {
    private final CephRun run;
    private final String name;
    private final URI endpoint;

    private Gateway(CephRun run, String name, URI endpoint) {
      this.run = run;
      this.name = name;
      this.endpoint = endpoint;
    }

    /** Where it answers; stays the same over {@link #kill} and {@link #restart}. */
    public URI endpoint() {
      return endpoint;
    }

    /** SIGSTOP: connections are still taken, and nothing is answered. */
    public void freeze() {
      run.control("freeze", name);
    }

    /** SIGCONT: goes on where it stood, with the requests it had. */
    public void thaw() {
      run.control("thaw", name);
    }

    /** SIGKILL; returns when it is gone and connections are refused. */
    public void kill() {
      run.control("kill", name);
    }

    /** Starts it again after {@link #kill}; returns when it answers. */
    public void restart() {
      run.control("restart", name);
    }

    @Override
    public String toString() {
      return name + " at " + endpoint;
    }
  }
}
