package dev.etagere.local.server.fault;

import java.time.Duration;

/** What goes wrong. */
public sealed interface Kind {
  /** Nothing: the request goes on as it would. For counting, and for {@link Fault#running}. */
  record None() implements Kind {}

  /** The connection is closed in order (FIN), without a reply. */
  record Drop() implements Kind {}

  /** The connection is reset (RST), without a reply. */
  record Reset() implements Kind {}

  /**
   * Silence: neither a reply nor an end of the connection. Then the connection is closed.
   *
   * @param atMost how long, unless it is released before
   */
  record Stall(Duration atMost) implements Kind {
    /** Checks the time. */
    public Stall {
      requirePositive(atMost);
    }
  }

  /**
   * The reply's head and half of its body, then the connection is closed. A reply without a body is
   * lost altogether. Always after the effect.
   */
  record Truncate() implements Kind {}

  /**
   * An error in place of the reply.
   *
   * @param status the HTTP status, 400 to 599
   * @param code S3's error code
   */
  record Status(int status, String code) implements Kind {
    /** Checks the status. */
    public Status {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("status " + status + " is no error: use 400 to 599");
      }
    }
  }

  /**
   * A pause, then all goes on as it would.
   *
   * @param delay how long
   */
  record Latency(Duration delay) implements Kind {
    /** Checks the time. */
    public Latency {
      requirePositive(delay);
    }
  }

  private static void requirePositive(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a time above zero is needed, not " + time);
    }
  }
}
