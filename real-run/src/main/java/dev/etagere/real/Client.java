package dev.etagere.real;

import dev.etagere.core.Ambient;
import dev.etagere.core.Body;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.StoreException;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.simulation.RegisterCheck.Kind;
import dev.etagere.simulation.RegisterCheck.Outcome;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client process. Each call is written to its file before it begins and when it has ended, so
 * that a kill leaves it open. Ends with its standard input.
 */
final class Client {
  static final Duration DEADLINE = Duration.ofSeconds(5);
  static final int TOTAL = 100;
  static final String COUNTER = "counter";
  static final String BANK = "bank";
  static final String PULSE = "pulse";
  static final String LOG = "log";
  private static final long PULSE_NANOS = 2_000_000_000L;
  private static final Duration PULSE_PAUSE = Duration.ofMillis(100);
  private static final int THREADS = 2;

  /** So many update one key, and so often all at once, so that they share writes. */
  private static final int UPDATERS = 4;

  private static final long WAVE_NANOS = 200_000_000L;

  private static final int ACCOUNTS = 5;

  /** Without any, calls get in each other's way all the time, and the machine is what is tested. */
  private static final int MOST_PAUSE_MILLIS = 50;

  /** Eight clients and two replaced ones stay below what the checker takes of one key. */
  private static final int CALLS_PER_KEY = 6;

  private static final long KEY_NANOS = 1_500_000_000L;
  private static final long SET_NANOS = 20_000_000_000L;

  private final String name;
  private final FileOutputStream file;
  private final ObjectStore store;
  private final Ambient ambient = Ambient.system();
  private final long began = ambient.nanoTime();
  private final AtomicInteger ids = new AtomicInteger();
  private volatile boolean ending;

  Client(String name, Path file, ObjectStore store) throws IOException {
    this.name = name;
    this.file = new FileOutputStream(file.toFile());
    this.store = store;
  }

  /** Takes its name, its file, a seed, the store's kind and the locations. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Location> locations =
        Subject.locations(Arrays.copyOfRange(arguments, 4, arguments.length));
    try (ObjectStore store = Subject.of(arguments[3]).open(locations)) {
      Client client = new Client(arguments[0], Path.of(arguments[1]), store);
      System.out.println("ready");
      SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int lane = i;
        SplittableRandom own = random.split();
        threads.add(new Thread(() -> client.work(lane, own), "lane-" + i));
        threads.get(i).start();
      }
      for (int i = 0; i < UPDATERS; i++) {
        SplittableRandom own = random.split();
        threads.add(new Thread(() -> client.log(own), "log-" + i));
      }
      threads.add(new Thread(client::pulse, "pulse"));
      threads.subList(THREADS, threads.size()).forEach(Thread::start);
      while (System.in.read() >= 0) {
        // Waits for the end.
      }
      client.ending = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  /** What one call saw and did. */
  private interface Call {
    String run();
  }

  private void work(int lane, SplittableRandom random) {
    String key = "";
    int calls = 0;
    // The version and value last seen of the register's key.
    @Nullable StoredObject[] known = new StoredObject[1];
    while (!ending) {
      String now = "register-" + ambient.nanoTime() / KEY_NANOS + "-" + lane;
      if (!now.equals(key)) {
        key = now;
        calls = 0;
        known[0] = null;
      }
      if (calls++ < CALLS_PER_KEY) {
        register(key, random, known);
      } else {
        document(random);
      }
      rest(Duration.ofMillis(random.nextInt(MOST_PAUSE_MILLIS)));
    }
  }

  /**
   * Writes keys of its own at a steady pace: what a pause is measured by. New ones all the time,
   * whose home is where homes are at first, and which no client has come to lead alone.
   */
  private void pulse() {
    while (!ending) {
      String key = PULSE + "-" + name + "-" + ambient.nanoTime() / PULSE_NANOS;
      String value = unique();
      Content content = Content.text(value);
      call(PULSE, key, Kind.PUT, value, "", () -> done(() -> store.put(key, content)));
      rest(PULSE_PAUSE);
    }
  }

  /** Appends to one text with all others, those of its own process in shared writes. */
  private void log(SplittableRandom random) {
    while (!ending) {
      String key = LOG + "-" + ambient.nanoTime() / KEY_NANOS;
      if (random.nextInt(8) == 0) {
        call(LOG, key, Kind.READ, "", "", () -> seen(store.get(key).orElse(null)));
      } else {
        String id = unique();
        update(LOG, key, id, "", now -> now.isEmpty() ? id : now + " " + id);
      }
      rest(Duration.ofNanos(WAVE_NANOS - (ambient.nanoTime() - began) % WAVE_NANOS));
    }
  }

  private void rest(Duration time) {
    try {
      ambient.sleep(time);
    } catch (InterruptedException e) {
      ending = true;
    }
  }

  private void register(String key, SplittableRandom random, @Nullable StoredObject[] known) {
    StoredObject last = known[0];
    String value = unique();
    Content content = Content.text(value);
    int dice = random.nextInt(10);
    if (last == null && dice < 4) {
      call("register", key, Kind.CREATE, value, "", () -> done(() -> store.create(key, content)));
    } else if (last != null && dice < 5) {
      Version version = last.version();
      String was = last.asString();
      call(
          "register",
          key,
          Kind.REPLACE,
          value,
          was,
          () -> done(() -> store.replace(key, content, version)));
    } else if (last != null && dice == 5) {
      call(
          "register",
          key,
          Kind.DELETE,
          value,
          last.asString(),
          () -> done(() -> delete(key, last.version())));
    } else if (dice == 6) {
      call("register", key, Kind.PUT, value, "", () -> done(() -> store.put(key, content)));
    } else {
      call(
          "register",
          key,
          Kind.READ,
          "",
          "",
          () -> {
            known[0] = store.get(key).orElse(null);
            return seen(known[0]);
          });
    }
  }

  /** That nothing was there to remove is no error, and a condition that did not hold. */
  private void delete(String key, Version version) {
    if (store.delete(key, Precondition.matches(version)) != Removal.REMOVED) {
      throw ConflictException.gone(key, version);
    }
  }

  private void document(SplittableRandom random) {
    switch (random.nextInt(6)) {
      case 0, 1 -> update("counter", COUNTER, unique(), "0", Client::plusOne);
      case 2 -> {
        String element = unique();
        String set = "set-" + ambient.nanoTime() / SET_NANOS;
        update("set", set, element, "", now -> now.isEmpty() ? element : now + " " + element);
      }
      case 3 -> {
        int from = random.nextInt(ACCOUNTS);
        int to = random.nextInt(ACCOUNTS);
        int sum = 1 + random.nextInt(10);
        reviseBank(unique(), now -> transfer(now, from, to, sum));
      }
      default -> call("bank", BANK, Kind.READ, "", "", () -> seen(store.get(BANK).orElse(null)));
    }
  }

  private static String seen(@Nullable StoredObject object) {
    return object == null ? Entry.NOTHING : object.asString();
  }

  private static String plusOne(String now) {
    return Integer.toString(Integer.parseInt(now) + 1);
  }

  private static String transfer(String now, int from, int to, int sum) {
    int[] accounts = Arrays.stream(now.split(" ")).mapToInt(Integer::parseInt).toArray();
    accounts[from] -= sum;
    accounts[to] += sum;
    return Arrays.stream(accounts).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  /** Changes a document, perhaps in one write with others of this process. */
  private void update(
      String workload, String key, String value, String initial, UnaryOperator<String> change) {
    call(
        workload,
        key,
        Kind.PUT,
        value,
        "",
        () -> {
          String made =
              text(
                  store
                      .update(
                          key,
                          () -> Content.text(initial),
                          now -> Content.text(change.apply(text(now))))
                      .value());
          return workload.equals("set") ? Entry.NOTHING : made;
        });
  }

  private static String text(Content content) {
    return new String(((Body.Bytes) content.body()).bytes(), StandardCharsets.UTF_8);
  }

  /** Changes the bank in a write of its own; what the call saw is what it has written. */
  private void reviseBank(String value, UnaryOperator<String> change) {
    String first = "20" + " 20".repeat(ACCOUNTS - 1);
    String[] written = {Entry.NOTHING};
    call(
        "bank",
        BANK,
        Kind.PUT,
        value,
        "",
        () -> {
          store.revise(
              BANK,
              object -> {
                written[0] = change.apply(object == null ? first : object.asString());
                return Content.text(written[0]);
              });
          return written[0];
        });
  }

  /** Of a call whose answer tells nothing that is checked. */
  private static String done(Runnable call) {
    call.run();
    return Entry.NOTHING;
  }

  private String unique() {
    return name + "x" + ids.incrementAndGet();
  }

  private void call(
      String workload, String key, Kind kind, String value, String expected, Call call) {
    int id = ids.incrementAndGet();
    Entry entry = new Entry(name, workload, key, kind.name(), value, expected, ambient.nanoTime());
    append(entry.beginning(id));
    try {
      entry.seen = call.run();
      entry.outcome = Outcome.DONE;
    } catch (ConflictException e) {
      entry.outcome = Outcome.CONFLICT;
    } catch (UnavailableException e) {
      entry.outcome = Outcome.NOT_DONE;
    } catch (StoreException e) {
      entry.outcome = Outcome.OPEN;
      entry.seen = e.getClass().getSimpleName();
    }
    entry.end = ambient.nanoTime();
    append(entry.ending(id));
  }

  /** One write of the whole line: the system has it, whatever becomes of this process. */
  private synchronized void append(String line) {
    try {
      file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
