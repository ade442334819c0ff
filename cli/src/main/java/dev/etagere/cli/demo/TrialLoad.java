package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.StoredObject;
import dev.etagere.core.TypedStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.Versioned;
import dev.etagere.jackson.JacksonCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients that add to counters, race to create documents which they then change, and read both,
 * until they are told to stop.
 */
final class TrialLoad implements AutoCloseable {
  static final int CLIENTS = 4;
  static final Duration DEADLINE = Duration.ofSeconds(5);
  static final List<String> COUNTERS =
      "abcdefghijkl".chars().mapToObj(letter -> "counter/" + (char) letter).toList();

  /** Of each client; beside them one reads. */
  private static final int WRITERS = 3;

  private static final Duration PACE = Duration.ofMillis(5);

  private final Scene scene;
  private final Ledger ledger;
  private final Pauses pauses;
  private final Ambient ambient;
  private final AtomicLong nextDocument = new AtomicLong();
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  TrialLoad(Scene scene, Ledger ledger, Pauses pauses, Ambient ambient) {
    this.scene = scene;
    this.ledger = ledger;
    this.pauses = pauses;
    this.ambient = ambient;
  }

  static int writers() {
    return CLIENTS * WRITERS;
  }

  /** Starts the threads of one client: two count, one writes documents, one reads. */
  void start(int client, ObjectStore store) {
    TypedStore<Tally> tallies = store.typed(JacksonCodec.of(Tally.class));
    for (int i = 0; i < WRITERS; i++) {
      int number = client * WRITERS + i;
      String name = "writer-" + (number + 1);
      again(
          i < WRITERS - 1 ? () -> count(tallies, number, name) : () -> write(store, number, name));
    }
    again(() -> read(store, tallies));
  }

  private void again(Runnable turn) {
    running.add(
        pool.submit(
            () -> {
              while (!stopped) {
                turn.run();
                ambient.sleep(PACE);
              }
              return null;
            }));
  }

  private String anyCounter() {
    return COUNTERS.get(ambient.random().nextInt(COUNTERS.size()));
  }

  private void count(TypedStore<Tally> tallies, int number, String name) {
    Ledger.Share share = new Ledger.Share(anyCounter(), name);
    try {
      Tally now = scene.change(tallies, share.counter(), tally -> tally.plusOne(name));
      ledger.incremented(share, now.total());
      pauses.acknowledged(number);
    } catch (OutcomeUnknownException e) {
      ledger.incrementedPerhaps(share);
    } catch (ConflictException | UnavailableException e) {
      ledger.refused(e);
    } catch (StoreException e) {
      ledger.failed(e);
    }
  }

  /** All race for the next document; whoever creates it changes it once, undisturbed. */
  private void write(ObjectStore store, int number, String name) {
    long document = nextDocument.get();
    String key = Document.key(document);
    String first = Document.text(name, 1);
    Version created = write(number, key, null, first, () -> store.create(key, Content.of(first)));
    nextDocument.compareAndSet(document, document + 1);
    if (created != null) {
      String second = Document.text(name, 2);
      write(number, key, first, second, () -> store.replace(key, Content.of(second), created));
    }
  }

  private @Nullable Version write(
      int number, String key, @Nullable String before, String text, Write write) {
    try {
      Version version = write.run();
      ledger.written(key, text, Document.times(text));
      pauses.acknowledged(number);
      return version;
    } catch (OutcomeUnknownException e) {
      ledger.writtenPerhaps(key, before, text);
    } catch (ConflictException | UnavailableException e) {
      ledger.refused(e);
    } catch (StoreException e) {
      ledger.failed(e);
    }
    return null;
  }

  @FunctionalInterface
  private interface Write {
    Version run();
  }

  private void read(ObjectStore store, TypedStore<Tally> tallies) {
    try {
      readCounter(tallies, anyCounter());
      long documents = nextDocument.get();
      if (documents > 0) {
        readDocument(store, Document.key(ambient.random().nextLong(documents)));
      }
    } catch (OutcomeUnknownException | UnavailableException e) {
      ledger.readFailed(e);
    } catch (StoreException e) {
      ledger.failed(e);
    }
  }

  private void readCounter(TypedStore<Tally> tallies, String key) {
    long floor = ledger.floor(key);
    Versioned<Tally> now = tallies.get(key).orElse(null);
    ledger.read(
        key,
        now == null ? 0 : now.value().total(),
        floor,
        now != null && now.freshness().possiblyStale());
  }

  private void readDocument(ObjectStore store, String key) {
    long floor = ledger.floor(key);
    StoredObject now = store.get(key).orElse(null);
    ledger.read(
        key,
        now == null ? 0 : Document.times(now.asString()),
        floor,
        now != null && now.freshness().possiblyStale());
  }

  /** Lets each thread finish the call it is at. */
  void stop() throws InterruptedException {
    stopped = true;
    try {
      for (Future<?> one : running) {
        one.get(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("a call did not end by its deadline", e);
    }
  }

  @Override
  public void close() {
    stopped = true;
    pool.shutdownNow();
  }
}
