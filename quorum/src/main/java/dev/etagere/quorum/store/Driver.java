package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Keys;
import dev.etagere.quorum.Answer;
import dev.etagere.quorum.Lease;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Operation;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Task;
import dev.etagere.quorum.Term;
import dev.etagere.quorum.Token;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drives operations of the protocol over the locations, each on its caller's thread until its
 * answer or its deadline. Safe for use by many threads.
 */
final class Driver implements AutoCloseable {
  private static final Courier.Uploading NOTHING_LARGE =
      (site, upload) -> {
        throw new IllegalStateException("a small write has nothing to upload");
      };

  /** Among the replies: a location is known to be down now, or to be back. */
  private static final Courier.Delivered NEWS =
      new Courier.Delivered(new Request.Get(0), Reply.Plain.LOST, null);

  private final List<Site> sites;
  private final Members members;
  private final Courier courier;
  private final QuorumPolicy policy;
  private final QuorumListener listener;
  private final Ambient ambient;
  private final KnownKeys known = new KnownKeys();
  private final Habits habits = new Habits();
  private final Set<Run> running = ConcurrentHashMap.newKeySet();

  /** That very one: a reply may look the same. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isNews(Courier.Delivered delivered) {
    return delivered == NEWS;
  }

  Driver(
      List<Site> sites,
      Members members,
      Courier courier,
      QuorumPolicy policy,
      QuorumListener listener,
      Ambient ambient) {
    this.sites = sites;
    this.members = members;
    this.courier = courier;
    this.policy = policy;
    this.listener = listener;
    this.ambient = ambient;
  }

  /** A location's breaker opened or closed: operations under way may have waited for that. */
  void breakerChanged() {
    running.forEach(run -> run.inbox.add(NEWS));
  }

  Members members() {
    return members;
  }

  /**
   * How an operation ended.
   *
   * @param answer of the protocol
   * @param failures what the locations failed with, the last of each
   * @param interrupted whether it ended early, by an interrupt; the thread's flag is set
   * @param uploads what was brought, or may have been, to where
   */
  record Ended(
      Answer answer, List<Exception> failures, boolean interrupted, List<Request.Upload> uploads) {}

  Ended run(String key, Task task, Deadline deadline) {
    return run(key, task, NOTHING_LARGE, deadline);
  }

  /**
   * The same for a write with a large payload.
   *
   * @param uploading brings it to a location
   */
  Ended run(String key, Task task, Courier.Uploading uploading, Deadline deadline) {
    requireKey(key);
    Habits.Habit habit = habits.of(key);
    Lease lease;
    try {
      lease = task instanceof Task.Write ? habit.take(deadline) : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Answer waited = new Answer.Unavailable("another write of this process was under way");
      return new Ended(waited, List.of(), true, List.of());
    }
    Run run = null;
    try {
      run = new Run(key, task, uploading, habit, lease, deadline);
      running.add(run);
      return run.toTheEnd();
    } finally {
      // Whatever happens, the next write of the key must get its turn.
      if (task instanceof Task.Write) {
        habit.ended(lease, run == null ? null : run.committed(), run == null ? null : run.lease());
      }
      if (run != null) {
        running.remove(run);
        run.over();
      }
    }
  }

  /**
   * Checks that it is a key, and that every location can have it.
   *
   * @throws IllegalArgumentException if not
   */
  void requireKey(String key) {
    Keys.require("", key);
    sites.forEach(site -> site.requests().requireKey(Courier.REGISTERS + key));
  }

  /** What one location holds, if it answers: perhaps old. */
  @Nullable State peek(Site site, String key, Deadline deadline) {
    requireKey(key);
    BlockingQueue<Courier.Delivered> inbox = new LinkedBlockingQueue<>();
    if (!site.begin()) {
      return null;
    }
    courier.send(key, new Request.Get(site.index()), inbox::add);
    try {
      Courier.Delivered answer = inbox.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      return answer != null
              && answer.reply() instanceof Reply.Found found
              && found.register().promised().epoch() <= members.epoch()
          ? found.register().state()
          : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** What each location holds, in their order; {@link Reply.Plain#LOST} of those that are away. */
  List<Reply> peekAll(String key, Deadline deadline) {
    requireKey(key);
    BlockingQueue<Courier.Delivered> inbox = new LinkedBlockingQueue<>();
    List<Reply> all = new ArrayList<>(Collections.nCopies(sites.size(), Reply.Plain.LOST));
    int sent = 0;
    for (Site site : sites) {
      if (site.begin()) {
        courier.send(key, new Request.Get(site.index()), inbox::add);
        sent++;
      }
    }
    try {
      for (int i = 0; i < sent; i++) {
        Courier.Delivered answer = inbox.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        if (answer == null) {
          break;
        }
        all.set(answer.request().location(), answer.reply());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return all;
  }

  @Override
  public void close() {
    courier.close();
  }

  /** One operation under way. */
  private final class Run {
    private final String key;
    private final Courier.Uploading uploading;
    private final Deadline deadline;
    private final Operation operation;
    private final Pace pace;
    private final BlockingQueue<Courier.Delivered> inbox = new LinkedBlockingQueue<>();
    private final @Nullable Exception[] failures;
    private final boolean[] alarmed;
    private final Map<Request.Upload, Courier.Uploaded> uploads = new LinkedHashMap<>();
    private final Set<Request.Upload> uploadsUnderWay = new HashSet<>();
    private int arrived;
    private @Nullable Term highest;
    private @Nullable Term outbid;
    private boolean over;

    Run(
        String key,
        Task task,
        Courier.Uploading uploading,
        Habits.Habit habit,
        @Nullable Lease lease,
        Deadline deadline) {
      this.key = key;
      this.uploading = uploading;
      this.deadline = deadline;
      int preferred = members.preferredHome();
      boolean led = lease != null;
      this.pace = new Pace(sites, members, preferred, habit, led, policy, ambient);
      this.operation = Operation.begin(members, task, pace, known.of(key), lease);
      this.failures = new @Nullable Exception[sites.size()];
      this.alarmed = new boolean[sites.size()];
    }

    Ended toTheEnd() {
      try {
        while (true) {
          pace.awake();
          operation.advance().forEach(this::send);
          Answer answer = operation.answer();
          if (answer == null && deadline.passed()) {
            answer = operation.expire();
          }
          if (answer != null) {
            return new Ended(answer, whatFailed(), false, List.copyOf(uploads.keySet()));
          }
          sound();
          hear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Ended(operation.expire(), whatFailed(), true, List.copyOf(uploads.keySet()));
      }
    }

    private void send(Request request) {
      if (request instanceof Request.Upload upload) {
        uploadsUnderWay.add(upload);
        uploads.put(upload, courier.upload(upload, uploading, this::deliver));
        return;
      }
      if (request instanceof Request.Put put) {
        Term promised = put.register().promised();
        if (highest != null && promised.compareTo(highest) > 0) {
          outbid = outbid == null ? highest : outbid;
        }
        highest = higher(promised);
      }
      pace.sent(request.location());
      courier.send(key, request, this::deliver);
    }

    private Term higher(Term term) {
      return highest == null || term.compareTo(highest) > 0 ? term : highest;
    }

    private void deliver(Courier.Delivered delivered) {
      synchronized (inbox) {
        if (!over) {
          inbox.add(delivered);
          return;
        }
      }
      known.later(key, delivered.request(), delivered.reply());
    }

    /** Asks after those that owe an answer for too long. */
    private void sound() {
      for (Site site : sites) {
        Duration patience = pace.soundNow(site.index());
        if (patience != null) {
          courier.sound(site, patience);
        }
      }
      if (!uploadsUnderWay.isEmpty() && pace.lookAtUploadsNow()) {
        uploadsUnderWay.forEach(upload -> courier.ping(sites.get(upload.location())));
      }
    }

    /** Waits for a reply, or until it is time to look whether something else is to be done. */
    private void hear() throws InterruptedException {
      Duration wait = pace.untilChange();
      Duration left = deadline.remaining();
      long nanos = (wait.compareTo(left) < 0 ? wait : left).toNanos();
      Courier.Delivered next = inbox.poll(nanos, TimeUnit.NANOSECONDS);
      while (next != null) {
        if (!isNews(next)) {
          observe(next);
        }
        next = inbox.poll();
      }
    }

    private void observe(Courier.Delivered delivered) {
      int location = delivered.request().location();
      if (delivered.request() instanceof Request.Upload upload) {
        uploadsUnderWay.remove(upload);
      } else {
        pace.arrived(location);
      }
      failures[location] = delivered.failure();
      if (delivered.reply() instanceof Reply.Found found) {
        highest = higher(found.register().promised());
      }
      operation.observe(delivered.request(), delivered.reply());
      arrived |= 1 << location;
      if (delivered.reply() == Reply.Plain.LOST || members.decide(arrived)) {
        pace.widen();
      }
      for (int foreign : operation.foreign()) {
        alarm(foreign);
      }
    }

    private void alarm(int location) {
      if (!alarmed[location]) {
        alarmed[location] = true;
        Exception why = failures[location];
        listener.foreign(
            key,
            sites.get(location).location(),
            why == null ? "it names another location" : String.valueOf(why.getMessage()));
      }
    }

    private List<Exception> whatFailed() {
      List<Exception> all = new ArrayList<>();
      for (Exception failure : failures) {
        if (failure != null) {
          all.add(failure);
        }
      }
      return all;
    }

    @Nullable Token committed() {
      return operation.answer() instanceof Answer.Committed done ? done.token() : null;
    }

    /** What is left of the term this process leads for the key. */
    @Nullable Lease lease() {
      return operation.lease();
    }

    /** Nobody waits any more; what is still under way is kept for the next operation. */
    void over() {
      Queue<Courier.Delivered> rest = new ArrayDeque<>();
      synchronized (inbox) {
        over = true;
        inbox.drainTo(rest);
        known.put(key, operation.known());
      }
      uploads.values().forEach(Courier.Uploaded::cancel);
      rest.removeIf(Driver::isNews);
      rest.forEach(each -> known.later(key, each.request(), each.reply()));
      tellOfHome();
    }

    private void tellOfHome() {
      Term from = outbid;
      Term to = highest;
      if (from == null || to == null || !(operation.answer() instanceof Answer.Committed)) {
        return;
      }
      int before = members.home(from);
      int after = members.home(to);
      if (before >= 0 && after >= 0 && before != after) {
        listener.homeMoved(key, sites.get(before).location(), sites.get(after).location());
      }
    }
  }
}
