package dev.etagere.failover.s3;

import dev.etagere.failover.Stalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * A body that goes on when it breaks off or stands still, by a range of the same object from
 * wherever that can be had. For one subscriber, to whom it is one stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each continuation ends in the subscriber
final class ResumingPublisher implements SdkPublisher<ByteBuffer>, Subscription, Stalls.Watched {
  /** Where the rest comes from. */
  interface Source {
    /** The rest; fails if it is not to be had. */
    CompletableFuture<? extends Head<?>> reopen(long position, Throwable cause, boolean stalled);

    /** So many bytes have arrived. */
    void arrived(long bytes);

    /** A clock. */
    long nanoTime();
  }

  private final Head<?> first;
  private final Source source;
  private final long length;
  private final long stallNanos;
  private @Nullable Subscriber<? super ByteBuffer> to;
  private @Nullable Subscription from;
  private Stalls.@Nullable Watch watch;
  private int generation;
  private int resumed;
  private long demand;
  private long position;
  private long progress;
  private boolean delivering;
  private @Nullable Throwable pending;
  private boolean over;

  /**
   * Over a body that has begun.
   *
   * @param length how many bytes it has; -1 if it cannot go on elsewhere
   */
  ResumingPublisher(Head<?> first, Source source, long length, long stallNanos) {
    this.first = first;
    this.source = source;
    this.length = length;
    this.stallNanos = stallNanos;
  }

  synchronized void watchedBy(Stalls.Watch one) {
    watch = one;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    boolean refused;
    synchronized (this) {
      refused = to != null || over;
      if (!refused) {
        to = subscriber;
        progress = source.nanoTime();
      }
    }
    if (refused) {
      subscriber.onSubscribe(new Nothing());
      subscriber.onError(new IllegalStateException("a body can be subscribed to once"));
      return;
    }
    subscriber.onSubscribe(this);
    begin(first, 0);
  }

  @Override
  public void request(long n) {
    Subscription now;
    synchronized (this) {
      if (over) {
        return;
      }
      if (n > 0) {
        progress = demand == 0 ? source.nanoTime() : progress;
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
      now = from;
    }
    if (n <= 0) {
      end(new IllegalArgumentException("a subscriber must request more than " + n));
      if (now != null) {
        now.cancel();
      }
    } else if (now != null) {
      now.request(n);
    }
  }

  @Override
  public void cancel() {
    Subscription now;
    boolean unread;
    synchronized (this) {
      unread = to == null && !over;
      over = true;
      generation++;
      now = from;
    }
    endWatch();
    if (now != null) {
      now.cancel();
    } else if (unread) {
      first.discard(); // nobody will read it, and it holds a connection
    }
  }

  private void end(@Nullable Throwable error) {
    Subscriber<? super ByteBuffer> subscriber;
    synchronized (this) {
      subscriber = over ? null : to; // whoever has cancelled is told nothing
      over = true;
      generation++;
    }
    endWatch();
    if (subscriber == null) {
      return;
    }
    if (error == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(error);
    }
  }

  /** Breaks off what has not moved for too long although it was asked to. */
  @Override
  public boolean look() {
    Subscription still;
    synchronized (this) {
      still = from;
      if (over
          || still == null
          || delivering
          || demand == 0
          || source.nanoTime() - progress < stallNanos) {
        return !over;
      }
      generation++;
      from = null;
    }
    Stalls.breakOff(() -> breakOff(still));
    return true;
  }

  private void breakOff(Subscription still) {
    still.cancel();
    IOException cause = new IOException("the body stood still");
    goOn(cause, true);
  }

  private void goOn(Throwable cause, boolean stalled) {
    int now;
    long at;
    synchronized (this) {
      if (over) {
        return;
      }
      if (length < 0 || position >= length || resumed >= ResumingStream.MOST) {
        now = -1;
      } else {
        resumed++;
        generation++;
        now = generation;
        from = null;
      }
      at = position;
    }
    if (now < 0) {
      end(cause);
      return;
    }
    source
        .reopen(at, cause, stalled)
        .whenComplete(
            (rest, error) -> {
              if (error != null) {
                end(FailoverRule.unwrap(error));
              } else {
                begin(rest, now);
              }
            });
  }

  private void begin(Head<?> head, int number) {
    Part part = new Part(number);
    head.subscribe(part, part::onError);
  }

  private synchronized void endWatch() {
    Stalls.Watch now = watch;
    if (now != null) {
      now.end();
    }
  }

  /** For a subscriber that gets nothing. */
  private static final class Nothing implements Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  /** One of the requests the body comes from. */
  private final class Part implements Subscriber<ByteBuffer> {
    private final int mine;

    Part(int mine) {
      this.mine = mine;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      long wanted;
      synchronized (ResumingPublisher.this) {
        if (over || mine != generation) {
          wanted = -1;
        } else {
          from = subscription;
          progress = source.nanoTime();
          wanted = demand;
        }
      }
      if (wanted < 0) {
        subscription.cancel();
      } else if (wanted > 0) {
        subscription.request(wanted);
      }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      Subscriber<? super ByteBuffer> subscriber;
      int count = bytes.remaining();
      synchronized (ResumingPublisher.this) {
        subscriber = to;
        if (over || mine != generation || subscriber == null) {
          return;
        }
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        position += count;
        delivering = true;
      }
      source.arrived(count);
      try {
        subscriber.onNext(bytes);
      } finally {
        Throwable broken;
        synchronized (ResumingPublisher.this) {
          delivering = false;
          progress = source.nanoTime();
          broken = pending;
          pending = null;
        }
        if (broken != null) {
          onError(broken);
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      synchronized (ResumingPublisher.this) {
        if (over || mine != generation) {
          return;
        }
        if (delivering) {
          pending = error; // one at a time: what goes on comes after it
          return;
        }
        generation++;
      }
      goOn(error, false);
    }

    @Override
    public void onComplete() {
      if (!isCurrent()) {
        return;
      }
      long at;
      synchronized (ResumingPublisher.this) {
        at = position;
      }
      if (at < length) {
        goOn(new IOException("the body ended after " + at + " of " + length + " bytes"), false);
      } else {
        end(null);
      }
    }

    private boolean isCurrent() {
      synchronized (ResumingPublisher.this) {
        return !over && mine == generation;
      }
    }
  }
}
