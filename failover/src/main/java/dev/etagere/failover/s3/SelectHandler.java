package dev.etagere.failover.s3;

import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

/**
 * The caller's handler of a selection, which hears of one location only: of a failure before any
 * answer it hears when no location is left.
 */
final class SelectHandler implements SelectObjectContentResponseHandler {
  private final SelectObjectContentResponseHandler callers;
  private volatile boolean begun;

  SelectHandler(SelectObjectContentResponseHandler callers) {
    this.callers = callers;
  }

  /** Whether the caller has seen an answer; then the call cannot go on elsewhere. */
  boolean hasBegun() {
    return begun;
  }

  void fail(Throwable error) {
    if (!begun) {
      callers.exceptionOccurred(error);
    }
  }

  @Override
  public void responseReceived(SelectObjectContentResponse response) {
    begun = true;
    callers.responseReceived(response);
  }

  @Override
  public void onEventStream(SdkPublisher<SelectObjectContentEventStream> events) {
    callers.onEventStream(events);
  }

  @Override
  public void exceptionOccurred(Throwable error) {
    if (begun) {
      callers.exceptionOccurred(error);
    }
  }

  @Override
  public void complete() {
    callers.complete();
  }
}
