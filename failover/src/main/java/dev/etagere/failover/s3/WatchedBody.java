package dev.etagere.failover.s3;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncRequestBodySplitConfiguration;
import software.amazon.awssdk.core.async.CloseableAsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * An asynchronous body for one attempt, as it is: it is only seen whether it was touched, whether
 * it failed by itself, and how it is taken, also where a client sends it in parts.
 */
class WatchedBody implements AsyncRequestBody {
  private final AsyncRequestBody body;
  private final Seen seen;

  private WatchedBody(AsyncRequestBody body, Seen seen) {
    this.body = body;
    this.seen = seen;
  }

  static WatchedBody of(AsyncRequestBody body, Seen seen) {
    return new WatchedBody(body, seen);
  }

  /** What is seen of one body and its parts. */
  static final class Seen {
    private final @Nullable Pace pace;
    private volatile boolean touched;
    private volatile boolean failed;
    private int open;
    private int asked;

    /**
     * Of one body.
     *
     * @param pace how it gets on; {@code null} if nobody wants to know
     */
    Seen(@Nullable Pace pace) {
      this.pace = pace;
    }

    boolean isTouched() {
      return touched;
    }

    /** Whether the caller's publisher was what failed. */
    boolean hasFailed() {
      return failed;
    }

    @Nullable Pace pace() {
      return pace;
    }

    /** How many parts are open now, and how many of them have been asked for more. */
    private synchronized void change(int opened, int nowAsked) {
      open += opened;
      asked += nowAsked;
      if (pace != null) {
        pace.waits(open == 0 ? Pace.On.ANSWER : open > asked ? Pace.On.TAKING : Pace.On.CALLER);
      }
    }
  }

  @Override
  public Optional<Long> contentLength() {
    return body.contentLength();
  }

  @Override
  public String contentType() {
    return body.contentType();
  }

  @Override
  public String body() {
    return body.body();
  }

  @Override
  @SuppressWarnings("deprecation") // whoever still calls it gets what he asks for
  public SdkPublisher<AsyncRequestBody> split(AsyncRequestBodySplitConfiguration how) {
    seen.touched = true;
    return body.split(how).map(part -> new WatchedBody(part, seen));
  }

  @Override
  public SdkPublisher<CloseableAsyncRequestBody> splitCloseable(
      AsyncRequestBodySplitConfiguration how) {
    seen.touched = true;
    return body.splitCloseable(how).map(part -> new Part(part, seen));
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    seen.touched = true;
    body.subscribe(new Watching(subscriber));
  }

  /** One that is closed when it has been sent. */
  private static final class Part extends WatchedBody implements CloseableAsyncRequestBody {
    private final CloseableAsyncRequestBody part;

    Part(CloseableAsyncRequestBody part, Seen seen) {
      super(part, seen);
      this.part = part;
    }

    @Override
    public void close() {
      part.close();
    }
  }

  /** Tells the caller's own failures from the connection's, and counts what is asked for. */
  private final class Watching implements Subscriber<ByteBuffer>, Subscription {
    private final Subscriber<? super ByteBuffer> to;
    private @Nullable Subscription from;
    private long demand;
    private boolean over;

    Watching(Subscriber<? super ByteBuffer> to) {
      this.to = to;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      from = subscription;
      seen.change(1, 0);
      to.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      count(n);
      Subscription upstream = from;
      if (upstream != null) {
        upstream.request(n);
      }
    }

    @Override
    public void cancel() {
      end();
      Subscription upstream = from;
      if (upstream != null) {
        upstream.cancel();
      }
    }

    private synchronized void count(long n) {
      if (over) {
        return;
      }
      boolean before = demand > 0;
      demand = demand + n < 0 ? Long.MAX_VALUE : Math.max(0, demand + n);
      boolean after = demand > 0;
      seen.change(0, before == after ? 0 : after ? 1 : -1);
    }

    /** Whether it was not over yet. */
    private synchronized boolean end() {
      if (over) {
        return false;
      }
      over = true;
      seen.change(-1, demand > 0 ? -1 : 0);
      return true;
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      count(-1);
      to.onNext(bytes);
    }

    @Override
    public void onError(Throwable error) {
      // What comes of having been cancelled is nobody's fault.
      seen.failed |= end();
      to.onError(error);
    }

    @Override
    public void onComplete() {
      end();
      to.onComplete();
    }
  }
}
