package dev.etagere.core.probe;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries each condition at a location, races included, and says which {@link Guarantee}s hold. Some
 * services accept conditions and ignore them; others honour them except when requests race. It uses
 * keys under one random prefix and removes them. A race that goes well is no proof: what is
 * reported to hold was not seen to fail.
 *
 * <p>The store must be opened with every guarantee assumed, or those it lacks are reported as
 * refused.
 */
public final class Probe {
  /** How many threads race. */
  public static final int RACERS = 16;

  private static final Logger log = LoggerFactory.getLogger(Probe.class);
  private static final int BEGINNING = 64;

  private final ObjectStore store;
  private final String prefix;
  private final int rounds;
  private final int largeBytes;
  private final Consumer<String> progress;
  private final List<Finding> findings = new ArrayList<>();

  private Probe(
      ObjectStore store, String id, int rounds, int largeBytes, Consumer<String> progress) {
    this.store = store;
    this.prefix = ".etagere-probe/" + id + "/";
    this.rounds = rounds;
    this.largeBytes = largeBytes;
    this.progress = progress;
  }

  /**
   * Probes.
   *
   * @param store over the location; not closed
   * @param id names the prefix of the keys used; random
   * @param rounds how often each race is run; 25 finds a service that fails one race in ten with a
   *     probability above 0.9
   * @param largeBytes a size at which the store writes in parts
   * @param progress is told what is tried next
   * @throws StoreException if the location cannot be used at all
   */
  public static ProbeReport run(
      ObjectStore store, String id, int rounds, int largeBytes, Consumer<String> progress) {
    return new Probe(store, id, rounds, largeBytes, progress).run();
  }

  /**
   * Tries one guarantee, without a race: a handful of small requests.
   *
   * @param store over the location, opened with the guarantee assumed; not closed
   * @param id names the prefix of the keys used; random
   * @param largeBytes a size at which the store writes in parts
   * @throws StoreException if it cannot be tried now
   */
  public static boolean holds(ObjectStore store, String id, int largeBytes, Guarantee guarantee) {
    Probe probe = new Probe(store, id, 0, largeBytes, what -> {});
    try {
      probe.tryOut(guarantee);
      return new ProbeReport(probe.findings, List.of()).guarantees().holds(guarantee);
    } finally {
      probe.clean();
    }
  }

  private void tryOut(Guarantee guarantee) {
    switch (guarantee) {
      case CREATE_IF_ABSENT -> check(guarantee, this::createOnExisting);
      case REPLACE_IF_MATCHES -> {
        check(guarantee, this::replaceStale);
        check(guarantee, this::replaceCurrent);
        check(guarantee, this::replaceMissing);
      }
      case CONDITIONAL_READ -> check(guarantee, this::readUnchanged);
      case DELETE_IF_MATCHES -> check(guarantee, this::deleteStale);
      case CONDITIONAL_COPY -> check(guarantee, this::copyOnExisting);
      case CONDITIONAL_MULTIPART -> check(guarantee, this::multipartOnExisting);
    }
  }

  private ProbeReport run() {
    try {
      // Fails at once, with the reason, where nothing can be written or read at all.
      store.put(prefix + "first", Content.of("1"));
      for (Guarantee guarantee : Guarantee.values()) {
        tryOut(guarantee);
      }
      check(Guarantee.CREATE_IF_ABSENT, this::createRace);
      check(Guarantee.REPLACE_IF_MATCHES, this::replaceRace);
      progress.accept("what else can be seen");
      return new ProbeReport(findings, notes());
    } finally {
      clean();
    }
  }

  private interface Check {
    Outcome run();
  }

  private record Outcome(boolean held, String seen) {}

  private static Outcome held(String seen) {
    return new Outcome(true, seen);
  }

  private static Outcome broken(String seen) {
    return new Outcome(false, seen);
  }

  private void check(Guarantee guarantee, Check check) {
    progress.accept(guarantee.words());
    Outcome outcome;
    try {
      outcome = check.run();
    } catch (UnsupportedException e) {
      outcome = broken("refused: " + e.getMessage());
    }
    findings.add(new Finding(guarantee, outcome.held(), outcome.seen()));
  }

  private Outcome createOnExisting() {
    String key = prefix + "create";
    store.put(key, Content.of("first"));
    return conflicts(
        () -> store.create(key, Content.of("second")),
        key,
        "first",
        "a create on an existing object");
  }

  private Outcome replaceStale() {
    String key = prefix + "stale";
    Version first = store.put(key, Content.of("first"));
    store.put(key, Content.of("second"));
    return conflicts(
        () -> store.replace(key, Content.of("third"), first),
        key,
        "second",
        "a replace on a stale version");
  }

  private Outcome replaceCurrent() {
    String key = prefix + "current";
    Version first = store.put(key, Content.of("first"));
    store.replace(key, Content.of("second"), first);
    return "second".equals(text(key))
        ? held("a replace on the current version is done")
        : broken("a replace on the current version was acknowledged and not done");
  }

  private Outcome replaceMissing() {
    String key = prefix + "missing";
    Version first = store.put(key, Content.of("first"));
    store.delete(key);
    return conflicts(
        () -> store.replace(key, Content.of("second"), first),
        key,
        null,
        "a replace on a missing object");
  }

  private Outcome readUnchanged() {
    String key = prefix + "read";
    Version first = store.put(key, Content.of("first"));
    boolean unchanged = store.getIfChanged(key, first) instanceof Refreshed.Unchanged;
    Version second = store.put(key, Content.of("second"));
    boolean changed = store.getIfChanged(key, first) instanceof Refreshed.Changed;
    boolean refused = refuses(() -> store.getIfMatches(key, first));
    boolean given = store.getIfMatches(key, second).isPresent();
    return unchanged && changed && refused && given
        ? held("unchanged, changed and mismatch are told apart")
        : broken("unchanged " + unchanged + ", changed " + changed + ", mismatch " + refused);
  }

  private Outcome deleteStale() {
    String key = prefix + "delete";
    Version first = store.put(key, Content.of("first"));
    Version second = store.put(key, Content.of("second"));
    Outcome stale =
        conflicts(
            () -> store.delete(key, Precondition.matches(first)),
            key,
            "second",
            "a delete of a stale version");
    if (!stale.held()) {
      return stale;
    }
    store.delete(key, Precondition.matches(second));
    return store.get(key).isEmpty()
        ? stale
        : broken("a delete of the current version was not done");
  }

  private Outcome copyOnExisting() {
    String from = prefix + "from";
    String to = prefix + "to";
    store.put(from, Content.of("source"));
    store.put(to, Content.of("first"));
    return conflicts(
        () -> store.copy(from, to, Precondition.absent()),
        to,
        "first",
        "a copy onto an existing object");
  }

  private Outcome multipartOnExisting() {
    String key = prefix + "parts";
    store.put(key, Content.of("first"));
    Content large = Content.of(new byte[largeBytes]);
    return conflicts(
        () -> store.create(key, large), key, "first", "a multipart create on an existing object");
  }

  private Outcome createRace() {
    return race("create", key -> Precondition.absent());
  }

  private Outcome replaceRace() {
    return race("replace", key -> Precondition.matches(store.put(key, Content.of("base"))));
  }

  private interface Start {
    Precondition of(String key);
  }

  private Outcome race(String name, Start start) {
    int wrong = 0;
    for (int round = 0; round < rounds; round++) {
      String key = prefix + name + "-race-" + round;
      Precondition precondition = start.of(key);
      if (winners(key, precondition) != 1) {
        wrong++;
      }
    }
    String races = rounds + " races of " + RACERS;
    return wrong == 0
        ? held(races + ", one winner each")
        : broken(wrong + " of " + races + " had more or less than one winner");
  }

  private int winners(String key, Precondition precondition) {
    ExecutorService pool = Executors.newFixedThreadPool(RACERS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Boolean>> racers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        Content content = Content.of("racer " + i);
        racers.add(
            pool.submit(
                () -> {
                  start.await();
                  return !refuses(() -> store.put(key, content, precondition));
                }));
      }
      start.countDown();
      int winners = 0;
      for (Future<Boolean> racer : racers) {
        winners += racer.get() ? 1 : 0;
      }
      return winners;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(null, "the probe was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException store) {
        throw store;
      }
      throw new IllegalStateException("a racing write failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** Whether an operation is a conflict and the object stays as it was, {@code null} for absent. */
  private Outcome conflicts(Runnable operation, String key, @Nullable String before, String what) {
    boolean refused = refuses(operation);
    String after = text(key);
    boolean same = before == null ? after == null : before.equals(after);
    if (refused && same) {
      return held(what + " is a conflict");
    }
    return broken(
        what
            + (refused ? " was a conflict" : " was accepted")
            + (same ? "" : " and changed the object"));
  }

  private static boolean refuses(Runnable operation) {
    try {
      operation.run();
      return false;
    } catch (ConflictException e) {
      return true;
    }
  }

  /** How the object begins, which is all of the small ones; {@code null} for absent. */
  private @Nullable String text(String key) {
    Optional<ObjectStream> object = store.open(key);
    if (object.isEmpty()) {
      return null;
    }
    try (ObjectStream stream = object.get()) {
      return new String(stream.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UnavailableException(key, "'" + key + "' could not be read; try again", e);
    }
  }

  private List<String> notes() {
    try {
      return store.edge(Observations.class).observe(prefix);
    } catch (UnsupportedException e) {
      return List.of();
    }
  }

  /** What cannot be removed is small and harmless, and must not hide what was found. */
  private void clean() {
    try (Listing listing = store.list(ListQuery.under(prefix))) {
      listing.objects().toList().forEach(entry -> store.delete(entry.key()));
    } catch (StoreException e) {
      log.warn("objects under '{}' may be left behind: {}", prefix, e.getMessage());
    }
  }
}
