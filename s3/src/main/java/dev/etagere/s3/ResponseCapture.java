package dev.etagere.s3;

import org.jspecify.annotations.Nullable;

/** The SDK's responses to the requests of one thread, while its caller wants them. */
final class ResponseCapture {
  private static final ThreadLocal<@Nullable ResponseCapture> CURRENT = new ThreadLocal<>();

  private final @Nullable ResponseCapture outer;
  private @Nullable Object last;

  private ResponseCapture(@Nullable ResponseCapture outer) {
    this.outer = outer;
  }

  static ResponseCapture begin() {
    ResponseCapture capture = new ResponseCapture(CURRENT.get());
    CURRENT.set(capture);
    return capture;
  }

  static void offer(Object response) {
    ResponseCapture current = CURRENT.get();
    if (current != null) {
      current.last = response;
    }
  }

  @Nullable Object last() {
    return last;
  }

  void end() {
    CURRENT.set(outer);
  }
}
