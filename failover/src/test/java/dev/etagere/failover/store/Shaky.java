package dev.etagere.failover.store;

import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.StoreException;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.local.LocalProvider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An embedded location that gets into trouble when told to. */
final class Shaky implements StoreBackend {
  private final StoreBackend inner;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger lookedForByTheCaller = new AtomicInteger();
  private final AtomicInteger answersLeft = new AtomicInteger(-1);
  private volatile boolean down;
  private volatile boolean losesReplies;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile Function<InputStream, Torn> body = in -> null;
  private volatile boolean closed;
  private volatile boolean losesRequests;
  private volatile StoreException refusal;
  private volatile Duration needed = Duration.ZERO;

  Shaky(String name) {
    this.inner = new LocalProvider().open(Location.data("mem:" + name), StoreSettings.defaults());
  }

  void down(boolean is) {
    down = is;
  }

  /** The next request is answered, and none after it. */
  void downAfterNextRequest() {
    answersLeft.set(1);
  }

  /** Writes are applied and their outcome is not told. */
  void losesReplies(boolean does) {
    losesReplies = does;
  }

  /** Reads wait until {@link #letGo}. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void letGo() {
    held.countDown();
  }

  /** Each body breaks off after so many bytes. */
  void breaksAfter(int bytes) {
    body = in -> new Torn(in, bytes, false);
  }

  /** Each body gives no more after so many bytes, and does not end either. */
  void stallsAfter(int bytes) {
    body = in -> new Torn(in, bytes, true);
  }

  /** Nothing that is written arrives, which is certain; bodies have been read all the same. */
  void losesRequests(boolean does) {
    losesRequests = does;
  }

  /** Answers each call so, other than probes that want to know whether it is down. */
  void refuses(StoreException how) {
    refusal = how;
  }

  /** An answer takes so long; who cannot wait for it gets none. */
  void needs(Duration time) {
    needed = time;
  }

  void readsWell() {
    body = in -> null;
  }

  int requests() {
    return requests.get();
  }

  /** How many writes came whose caller looks for them himself if they are refused. */
  int lookedForByTheCaller() {
    return lookedForByTheCaller.get();
  }

  boolean isClosed() {
    return closed;
  }

  private void answer(String key, Deadline deadline) {
    requests.incrementAndGet();
    if (answersLeft.getAndDecrement() == 0) {
      down = true;
    }
    if (down) {
      throw new UnavailableException(key, "down: " + location(), new IOException("refused"));
    }
    if (refusal != null) {
      throw refusal;
    }
    if (deadline.passed()) {
      throw new UnavailableException(key, "no time: " + location(), null);
    }
    try {
      if (deadline.remaining().compareTo(needed) < 0) {
        Thread.sleep(deadline.remaining().toMillis() + 1);
        throw new UnavailableException(key, "no answer in time: " + location(), null);
      }
      Thread.sleep(needed.toMillis());
      if (!held.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new UnavailableException(key, "no answer: " + location(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(key, "interrupted", e);
    }
  }

  private static void read(Content content) {
    try (InputStream in = content.body().open()) {
      in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void loseReply(String key) {
    if (losesReplies) {
      throw new OutcomeUnknownException(key, "lost: " + location(), new IOException("reset"));
    }
  }

  @Override
  public Location location() {
    return inner.location();
  }

  @Override
  public Guarantees guarantees() {
    return inner.guarantees();
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    answer(key, deadline);
    return inner.head(key, deadline);
  }

  @Override
  public Fetched fetch(String key, ReadCondition condition, ByteRange range, Deadline deadline) {
    answer(key, deadline);
    Fetched fetched = inner.fetch(key, condition, range, deadline);
    if (fetched instanceof Fetched.Found found) {
      Torn torn = body.apply(found.stream());
      return torn == null
          ? found
          : new Fetched.Found(
              new ObjectStream(found.stream().info(), torn), found.stamp(), torn::breakOff);
    }
    return fetched;
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    return put(key, content, precondition, TransferListener.none(), deadline);
  }

  @Override
  public Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      Deadline deadline) {
    answer(key, deadline);
    if (losesRequests) {
      read(content);
      throw new UnavailableException(key, "never arrived: " + location(), null);
    }
    Version version = inner.put(key, content, precondition, listener, deadline);
    loseReply(key);
    return version;
  }

  @Override
  public Version putThenRead(
      String key, Content content, Precondition precondition, Deadline deadline) {
    lookedForByTheCaller.incrementAndGet();
    return put(key, content, precondition, deadline);
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    answer(key, deadline);
    Removal removal = inner.delete(key, precondition, deadline);
    loseReply(key);
    return removal;
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    answer(to, deadline);
    return inner.copy(from, to, precondition, deadline);
  }

  /** Its tokens are its own, and a prefix is told again to who starts after it, as S3 does. */
  @Override
  public ListPage list(ListQuery query, String continuation, Deadline deadline) {
    answer(query.prefix(), deadline);
    String mark = System.identityHashCode(this) + "~";
    if (continuation != null && !continuation.startsWith(mark)) {
      throw new AssertionError("a token of another location");
    }
    ListPage page =
        inner.list(
            toldAgain(query),
            continuation == null ? null : continuation.substring(mark.length()),
            deadline);
    String next = page.continuation();
    return new ListPage(page.entries(), next == null ? null : mark + next);
  }

  private static ListQuery toldAgain(ListQuery query) {
    String after = query.startAfter();
    return query.delimiter() != null && after != null && after.endsWith(query.delimiter())
        ? query.withStartAfter(after.substring(0, after.length() - 1))
        : query;
  }

  @Override
  public void close() {
    closed = true;
    inner.close();
  }

  /** A body that ends badly. */
  private static final class Torn extends FilterInputStream {
    private final CountDownLatch broken = new CountDownLatch(1);
    private final boolean stalls;
    private int left;

    Torn(InputStream in, int left, boolean stalls) {
      super(in);
      this.left = left;
      this.stalls = stalls;
    }

    void breakOff() {
      broken.countDown();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        awaitBreak();
        throw new IOException("the connection broke");
      }
      int read = in.read(buffer, offset, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    private void awaitBreak() throws IOException {
      try {
        if (stalls) {
          broken.await();
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
