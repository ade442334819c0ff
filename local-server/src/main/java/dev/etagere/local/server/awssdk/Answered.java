package dev.etagere.local.server.awssdk;

import java.io.Serial;
import java.nio.charset.StandardCharsets;

/**
 * The store has the whole answer to a request whose signature S3Proxy has checked, and S3Proxy
 * shall not write one of its own. Thrown through it, since it asks for nothing.
 */
public final class Answered extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final transient String xml;

  Answered(String xml) {
    this(200, xml);
  }

  private Answered(int status, String xml) {
    super("answered", null, false, false);
    this.status = status;
    this.xml = xml;
  }

  /** Without a body. */
  static Answered empty(int status) {
    return new Answered(status, "");
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The body of the answer, in UTF-8; it may be empty. */
  public byte[] body() {
    return xml.getBytes(StandardCharsets.UTF_8);
  }
}
