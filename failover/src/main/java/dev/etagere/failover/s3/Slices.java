package dev.etagere.failover.s3;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * A body of bytes in slices. Given in one piece it would count as taken at once, however long it
 * waits to be sent. Nothing is copied.
 */
final class Slices {
  private static final int SLICE = 128 << 10;

  private Slices() {}

  /** The same body; the very same if it does not give its bytes at once. */
  static AsyncRequestBody of(AsyncRequestBody body) {
    Collecting all = new Collecting();
    body.subscribe(all);
    return all.complete
        ? AsyncRequestBody.fromRemainingByteBuffersUnsafe(all.slices.toArray(new ByteBuffer[0]))
        : body;
  }

  static List<ByteBuffer> of(ByteBuffer bytes) {
    List<ByteBuffer> slices = new ArrayList<>();
    for (int at = bytes.position(); at < bytes.limit(); at += SLICE) {
      ByteBuffer slice = bytes.duplicate();
      slice.position(at).limit(Math.min(bytes.limit(), at + SLICE));
      slices.add(slice);
    }
    return slices;
  }

  private static final class Collecting implements Subscriber<ByteBuffer> {
    private final List<ByteBuffer> slices = new ArrayList<>();
    private boolean complete;

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      slices.addAll(of(bytes));
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {
      complete = true;
    }
  }
}
