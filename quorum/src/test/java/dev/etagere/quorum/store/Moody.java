package dev.etagere.quorum.store;

import dev.etagere.core.AccessException;
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
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.core.spi.StoreBackend;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A location of memory that is down, silent, or loses what it is told to lose. */
final class Moody implements StoreBackend, SingleRequests {
  /** How it is. */
  enum Mood {
    WELL,
    /** Answers at once that nobody is there. */
    DOWN,
    /** Turns every request away. */
    FORBIDDEN,
    /** Does nothing and answers nothing until the deadline. */
    SILENT,
    /** Does what it is asked for, and the reply is lost at once. */
    LOSES_REPLIES,
    /** Writes registers only once somebody has asked twice whether it is there at all. */
    SLOW_TO_WRITE,
    /** Writes registers only once somebody asks whether it is there, which it answers too late. */
    TOO_SLOW_TO_SAY_SO,
    /** Answers all but whoever asks whether it is there. */
    KNOWN_AS_DOWN
  }

  private final StoreBackend memory;
  private final SingleRequests requests;
  final List<String> seen = new CopyOnWriteArrayList<>();
  volatile Mood mood = Mood.WELL;
  final AtomicInteger repliesToLose = new AtomicInteger();

  /** What happens elsewhere just before the next request is answered. */
  final AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();

  /** After how many bytes each body breaks off; 0 for none. */
  volatile int breaksOffAfter;

  Moody(StoreBackend memory) {
    this.memory = memory;
    this.requests = memory.edge(SingleRequests.class);
  }

  /** How many requests came to registers of such a kind, GET or PUT. */
  long count(String kind) {
    return seen.stream().filter(each -> each.startsWith(kind + " r/")).count();
  }

  private <R> R answer(String request, String key, Deadline deadline, Supplier<R> what) {
    seen.add(request + " " + key);
    Runnable other = meanwhile.getAndSet(null);
    if (other != null) {
      other.run();
    }
    if (mood == Mood.DOWN) {
      throw new UnavailableException(key, "down", new java.net.ConnectException("refused"));
    }
    if (mood == Mood.KNOWN_AS_DOWN && key.equals(Charter.KEY)) {
      throw new UnavailableException(key, "down", new java.net.ConnectException("refused"));
    }
    if (mood == Mood.SLOW_TO_WRITE && request.equals("PUT")) {
      awaitCharterReads(seen.size(), 2, deadline);
    }
    if (mood == Mood.TOO_SLOW_TO_SAY_SO && request.equals("PUT")) {
      awaitCharterReads(seen.size(), 1, deadline);
    }
    if (mood == Mood.FORBIDDEN) {
      throw new AccessException(key, "403 at " + location(), null);
    }
    if (mood == Mood.SILENT || (mood == Mood.TOO_SLOW_TO_SAY_SO && key.equals(Charter.KEY))) {
      try {
        boolean left = true;
        while (mood != Mood.WELL && left) {
          left = deadline.pause(Duration.ofMillis(5));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw request.equals("GET")
          ? new UnavailableException(key, "no reply", null)
          : new OutcomeUnknownException(key, "no reply", null);
    }
    R answer = what.get();
    if (!request.equals("GET")
        && (mood == Mood.LOSES_REPLIES || repliesToLose.getAndDecrement() > 0)) {
      throw new OutcomeUnknownException(key, "reply lost", null);
    }
    return answer;
  }

  private void awaitCharterReads(int from, int count, Deadline deadline) {
    try {
      boolean left = true;
      while (charterReads(from) < count && left) {
        left = deadline.pause(Duration.ofMillis(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long charterReads(int from) {
    return seen.stream().skip(from).filter(each -> each.equals("GET " + Charter.KEY)).count();
  }

  @Override
  public void requireKey(String key) {
    requests.requireKey(key);
  }

  @Override
  public @Nullable Stored get(String key, int maxBytes, Deadline deadline) {
    return answer("GET", key, deadline, () -> requests.get(key, maxBytes, deadline));
  }

  @Override
  public String put(String key, byte[] bytes, @Nullable String etag, Deadline deadline) {
    return answer("PUT", key, deadline, () -> requests.put(key, bytes, etag, deadline));
  }

  @Override
  public void delete(String key, String etag, Deadline deadline) {
    answer(
        "DELETE",
        key,
        deadline,
        () -> {
          requests.delete(key, etag, deadline);
          return "";
        });
  }

  @Override
  public Location location() {
    return memory.location();
  }

  @Override
  public Guarantees guarantees() {
    return memory.guarantees();
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    return answer("GET", key, deadline, () -> memory.head(key, deadline));
  }

  @Override
  public Fetched fetch(
      String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    return answer(
        "GET", key, deadline, () -> breaking(memory.fetch(key, condition, range, deadline)));
  }

  private Fetched breaking(Fetched fetched) {
    int after = breaksOffAfter;
    if (after == 0 || !(fetched instanceof Fetched.Found found)) {
      return fetched;
    }
    InputStream broken =
        new FilterInputStream(found.stream()) {
          private int left = after;

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
              throw new IOException("connection reset");
            }
            int read = in.read(buffer, offset, Math.min(left, length));
            left -= Math.max(0, read);
            return read;
          }
        };
    return new Fetched.Found(new ObjectStream(found.stream().info(), broken), found.stamp());
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    return answer("PUT", key, deadline, () -> memory.put(key, content, precondition, deadline));
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    return answer("DELETE", key, deadline, () -> memory.delete(key, precondition, deadline));
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    return answer("PUT", to, deadline, () -> memory.copy(from, to, precondition, deadline));
  }

  @Override
  public ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline) {
    return answer("GET", "list", deadline, () -> memory.list(query, continuation, deadline));
  }

  @Override
  public <T> @Nullable T edge(Class<T> type) {
    return type == SingleRequests.class ? type.cast(this) : memory.edge(type);
  }

  /** The test closes the memory. */
  @Override
  public void close() {}
}
