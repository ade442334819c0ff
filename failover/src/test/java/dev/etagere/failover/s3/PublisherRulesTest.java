package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;

/** A body in the middle of what can happen to it, by the rules of Reactive Streams. */
@SuppressWarnings("FutureReturnValueIgnored")
class PublisherRulesTest {
  /** What a location sends, by hand. */
  private static final class Sending implements SdkPublisher<ByteBuffer>, Subscription {
    @Nullable Subscriber<? super ByteBuffer> to;
    long requested;
    boolean cancelled;

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      to = subscriber;
      subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      requested += n;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    void send(int bytes) {
      to.onNext(ByteBuffer.allocate(bytes));
    }

    Head<String> head() {
      Head.Taking<String> taking = new Head.Taking<>();
      CompletableFuture<Head<String>> head = taking.prepare();
      taking.onResponse("head");
      taking.onStream(this);
      return head.join();
    }
  }

  private static final class Reading implements Subscriber<ByteBuffer> {
    final List<String> heard = new ArrayList<>();
    @Nullable Subscription subscription;

    @Override
    public void onSubscribe(Subscription one) {
      subscription = one;
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      heard.add("next " + bytes.remaining());
    }

    @Override
    public void onError(Throwable error) {
      heard.add("error");
    }

    @Override
    public void onComplete() {
      heard.add("complete");
    }
  }

  private final Sending first = new Sending();
  private final CompletableFuture<Head<String>> rest = new CompletableFuture<>();
  private final List<Long> reopened = new ArrayList<>();
  private final Reading reader = new Reading();
  private final ResumingPublisher body =
      new ResumingPublisher(
          first.head(),
          new ResumingPublisher.Source() {
            @Override
            public CompletableFuture<? extends Head<?>> reopen(
                long position, Throwable cause, boolean stalled) {
              reopened.add(position);
              return rest;
            }

            @Override
            public void arrived(long bytes) {}

            @Override
            public long nanoTime() {
              return 0;
            }
          },
          10,
          1_000);

  @Test
  void cancel_whileTheRestIsAwaited_nothingIsToldAndTheRestIsGivenBack() {
    body.subscribe(reader);
    reader.subscription.request(5);
    first.send(4);
    first.to.onError(new IOException("broken"));
    assertThat(reopened).containsExactly(4L);

    reader.subscription.cancel();
    Sending second = new Sending();
    rest.complete(second.head());

    assertThat(second.cancelled).isTrue();
    assertThat(reader.heard).containsExactly("next 4");
  }

  @Test
  void cancel_whileTheRestIsAwaitedAndFails_nothingIsTold() {
    body.subscribe(reader);
    reader.subscription.request(5);
    first.send(4);
    first.to.onError(new IOException("broken"));

    reader.subscription.cancel();
    rest.completeExceptionally(new IOException("not to be had"));

    assertThat(reader.heard).containsExactly("next 4");
  }

  @Test
  void subscribe_twice_theSecondIsToldAndCannotTouchTheFirst() {
    body.subscribe(reader);
    Reading another = new Reading();

    body.subscribe(another);
    another.subscription.cancel();
    another.subscription.request(-1);
    reader.subscription.request(1);
    first.send(10);
    first.to.onComplete();

    assertThat(another.heard).containsExactly("error");
    assertThat(reader.heard).containsExactly("next 10", "complete");
    assertThat(first.cancelled).isFalse();
  }

  @Test
  void rest_isAskedForWhatIsStillWanted() {
    body.subscribe(reader);
    reader.subscription.request(3);
    first.send(4);
    first.to.onError(new IOException("broken"));
    reader.subscription.request(2);
    Sending second = new Sending();
    rest.complete(second.head());

    assertThat(second.requested).isEqualTo(4);
    first.send(1); // what is late is of no interest
    first.to.onComplete();
    second.send(6);
    second.to.onComplete();

    assertThat(reader.heard).containsExactly("next 4", "next 6", "complete");
  }

  @Test
  void request_ofNothing_isAnErrorAndEndsIt() {
    body.subscribe(reader);
    reader.subscription.request(0);

    first.to.onError(new IOException("broken"));

    assertThat(first.cancelled).isTrue();
    assertThat(reader.heard).containsExactly("error");
    assertThat(reopened).isEmpty();
  }
}
