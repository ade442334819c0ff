package dev.etagere.failover.s3;

/** Words about bodies, the same in both clients. */
final class Bodies {
  private Bodies() {}

  static String cannotBeSentAgain(String to) {
    return "its body has been read and cannot be read again, so it cannot go on at '"
        + to
        + "'; give the builder bodies(...) or the request FailoverAttributes.BODY or ASYNC_BODY to"
        + " make it anew, or send bytes or a file";
  }
}
