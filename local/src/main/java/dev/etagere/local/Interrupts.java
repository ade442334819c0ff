package dev.etagere.local;

/** An interrupt ends a call and stays visible to the thread's owner. */
final class Interrupts {
  private Interrupts() {}

  static EngineException again(Exception cause) {
    Thread.currentThread().interrupt();
    return new EngineException(
        ErrorCode.INTERRUPTED, "the thread was interrupted, nothing was done", cause);
  }
}
