package dev.etagere.contract;

import dev.etagere.core.Body;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.Versioned;
import dev.etagere.simulation.AppendCheck.Call;
import dev.etagere.simulation.RegisterCheck.Outcome;
import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A thread that updates one key in every way there is, and writes down what it was told. */
final class UpdateLoad implements Runnable {
  private static final Duration HURRY = Duration.ofMillis(15);
  private static final Duration MOST_PAUSE = Duration.ofMillis(4);

  private final String name;
  private final String key;
  private final ObjectStore store;
  private final History history;
  private final SplittableRandom random;
  private final int times;

  /** What the function of the call under way saw last. */
  private String seen = "";

  /** What it made of it. */
  private String made = "";

  /**
   * What all threads were told. Safe for use by many threads.
   *
   * @param wrong what no call may throw or tell
   * @param combined how many calls were part of a write that ended with another's
   */
  record History(Queue<Call> calls, Queue<Throwable> wrong, AtomicLong combined, AtomicLong clock) {
    History() {
      this(
          new ConcurrentLinkedQueue<>(),
          new ConcurrentLinkedQueue<>(),
          new AtomicLong(),
          new AtomicLong());
    }

    /** A moment, later than all before. */
    long now() {
      return clock.incrementAndGet();
    }

    long count(Outcome outcome) {
      return calls.stream().filter(call -> call.outcome() == outcome).count();
    }
  }

  UpdateLoad(
      String name,
      String key,
      ObjectStore store,
      History history,
      SplittableRandom random,
      int times) {
    this.name = name;
    this.key = key;
    this.store = store;
    this.history = history;
    this.random = random;
    this.times = times;
  }

  @Override
  public void run() {
    for (int i = 0; i < times; i++) {
      try {
        call(name + i);
      } catch (Throwable e) {
        history.wrong().add(e);
      }
      pause();
    }
  }

  private void call(String id) {
    switch (random.nextInt(32)) {
      case 0, 1, 2, 3 -> look(() -> text(store.update(key, this::same).value()));
      case 4, 5 -> look(this::updateThatThrows);
      case 6, 7 -> get();
      case 8 -> append(id, () -> updated(store, c -> c.withBody(stream(appended(c, id)))));
      case 9 -> append(id, () -> updated(store, c -> c.withBody(broken(appended(c, id)))));
      case 10 -> append(id, () -> revised(id));
      case 11 -> append(id, () -> updated(store.within(HURRY), c -> Content.of(appended(c, id))));
      default -> append(id, () -> updated(store, c -> Content.of(appended(c, id))));
    }
  }

  private interface Told {
    String run();
  }

  private void append(String id, Told call) {
    tell(id, call);
  }

  private void look(Told call) {
    tell("", call);
  }

  private void tell(String id, Told call) {
    long start = history.now();
    Outcome outcome = Outcome.DONE;
    String result = "";
    try {
      result = call.run();
    } catch (OutcomeUnknownException e) {
      outcome = Outcome.OPEN;
    } catch (UnavailableException | UncheckedIOException e) {
      outcome = Outcome.NOT_DONE;
    }
    history.calls().add(new Call(id, start, history.now(), outcome, result));
  }

  private void get() {
    long start = history.now();
    Optional<StoredObject> object;
    try {
      object = store.get(key);
    } catch (UnavailableException e) {
      return;
    }
    StoredObject there = object.orElseThrow();
    String text = there.asString();
    history
        .calls()
        .add(
            there.freshness().possiblyStale()
                ? Call.ofAnyTime(text)
                : new Call("", start, history.now(), Outcome.DONE, text));
  }

  private String updated(ObjectStore through, UnaryOperator<Content> change) {
    Versioned<Content> now = through.update(key, change);
    String result = now.value().body() instanceof Body.Bytes ? text(now.value()) : made;
    if (now.version().toString().startsWith("combined")) {
      history.combined().incrementAndGet();
    } else if (random.nextInt(8) == 0) {
      isWhatTheVersionNames(now.version(), result);
    }
    return result;
  }

  private void isWhatTheVersionNames(Version version, String text) {
    try {
      store
          .getIfMatches(key, version)
          .filter(there -> !there.asString().equals(text))
          .ifPresent(
              there -> history.wrong().add(new AssertionError(version + " is not of " + text)));
    } catch (ConflictException | UnavailableException e) {
      // It has changed since, or cannot be asked now.
    }
  }

  private String revised(String id) {
    store.revise(
        key,
        object -> {
          Content there = Objects.requireNonNull(object).toContent();
          return Content.of(appended(there, id));
        });
    return made;
  }

  private String updateThatThrows() {
    try {
      store.update(
          key,
          c -> {
            same(c);
            throw new ArithmeticException("of the caller");
          });
      throw new AssertionError("a function threw and its caller did not hear of it");
    } catch (ArithmeticException e) {
      return seen; // what it threw for was there
    }
  }

  private Content same(Content content) {
    seen = text(content);
    return content;
  }

  private String appended(Content content, String id) {
    seen = text(content);
    made = seen + " " + id;
    return made;
  }

  private static Body stream(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Content.stream(new ByteArrayInputStream(bytes), bytes.length).body();
  }

  /** It cannot be read, for nobody is at the other end: nothing of it may be stored. */
  private static Body broken(String text) {
    return Content.stream(new PipedInputStream(), text.length()).body();
  }

  static String text(Content content) {
    return new String(((Body.Bytes) content.body()).bytes(), StandardCharsets.UTF_8);
  }

  /** At times so long that the others of the process may be idle, too. */
  private void pause() {
    try {
      int factor = random.nextInt(4) == 0 ? 20 : 1;
      Thread.sleep(random.nextInt(factor * (int) MOST_PAUSE.toMillis()));
    } catch (InterruptedException e) {
      // It was meant for a call.
    }
  }
}
