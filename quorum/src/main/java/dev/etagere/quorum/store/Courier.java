package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.failover.Trouble;
import dev.etagere.quorum.Register;
import dev.etagere.quorum.RegisterFormat;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests to the locations, each once and on a thread of its own, and says what became of
 * them. Safe for use by many threads.
 */
final class Courier implements AutoCloseable {
  /** Registers of keys lie below it. */
  static final String REGISTERS = "r/";

  /** Head and payload of a register object together. */
  private static final int MAX_REGISTER_BYTES = QuorumPolicy.MAX_INLINE + (1 << 16);

  private final List<Site> sites;
  private final Charter charter;
  private final List<String> ids;
  private final Duration limit;
  private final Ambient ambient;
  private final ExecutorService threads = Threads.open();

  /**
   * A courier.
   *
   * @param ids of the sites, in their order
   * @param limit how long a request may take
   */
  Courier(List<Site> sites, Charter charter, List<String> ids, Duration limit, Ambient ambient) {
    this.sites = sites;
    this.charter = charter;
    this.ids = ids;
    this.limit = limit;
    this.ambient = ambient;
  }

  /**
   * What became of a request.
   *
   * @param failure why nothing better came of it
   */
  record Delivered(Request request, Reply reply, @Nullable Exception failure) {}

  /** Sends, and tells later, in every case. */
  void send(String key, Request request, Consumer<Delivered> later) {
    try {
      threads.execute(() -> later.accept(deliver(key, request)));
    } catch (RejectedExecutionException e) {
      sites.get(request.location()).end();
      later.accept(new Delivered(request, unsent(request), e)); // the store was closed
    }
  }

  /** A PUT that was not sent did nothing. */
  private static Reply unsent(Request request) {
    return request instanceof Request.Put ? Reply.Plain.REFUSED : Reply.Plain.LOST;
  }

  /** Uploads, which may take its time, and tells later. */
  Uploaded upload(Request.Upload upload, Uploading how, Consumer<Delivered> later) {
    Uploaded uploaded = new Uploaded(sites.get(upload.location()));
    try {
      uploaded.future = threads.submit(() -> later.accept(deliver(upload, how, uploaded)));
    } catch (RejectedExecutionException e) {
      uploaded.release();
      later.accept(new Delivered(upload, Reply.Plain.LOST, e));
    }
    return uploaded;
  }

  /** An upload under way, which gives its place at the location back once, also if never begun. */
  static final class Uploaded {
    private final Site site;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile @Nullable Future<?> future;

    private Uploaded(Site site) {
      this.site = site;
    }

    private void release() {
      if (released.compareAndSet(false, true)) {
        site.end();
      }
    }

    /** Ends it; it may have been done. */
    void cancel() {
      Future<?> running = future;
      if (running != null) {
        running.cancel(true);
      }
      release();
    }
  }

  /** How to bring a payload to a location. */
  interface Uploading {
    /** Does it; throws what a store's write throws. */
    void run(Site site, Request.Upload upload);
  }

  private Delivered deliver(Request.Upload upload, Uploading how, Uploaded uploaded) {
    Site site = sites.get(upload.location());
    try {
      verify(site, Deadline.after(limit, ambient));
      if (site.foreign() != null) {
        return new Delivered(upload, Reply.Plain.LOST, foreign(site));
      }
      how.run(site, upload);
      return new Delivered(upload, new Reply.Stored(""), null);
    } catch (StoreException e) {
      if (!Thread.currentThread().isInterrupted()) {
        site.failed(nobodyThere(e) ? Trouble.UNREACHABLE : Trouble.FAULTY, e);
      }
      return new Delivered(upload, Reply.Plain.LOST, e);
    } catch (RuntimeException e) {
      return new Delivered(upload, Reply.Plain.LOST, e);
    } finally {
      uploaded.release();
    }
  }

  /** A long upload says nothing: a small read says whether anybody is there, to the breaker. */
  void ping(Site site) {
    if (!site.beginPing()) {
      return;
    }
    try {
      threads.execute(() -> pinged(site));
    } catch (RejectedExecutionException e) {
      site.endPing(); // the store was closed
    }
  }

  private void pinged(Site site) {
    try {
      long began = ambient.nanoTime();
      try {
        Deadline deadline = Deadline.after(limit, ambient);
        site.requests().get(Charter.KEY, Charter.MAX_BYTES, deadline);
        site.succeeded(since(began));
      } catch (StoreException e) {
        site.failed(trouble(e, since(began)), e);
      }
    } finally {
      site.endPing();
    }
  }

  /**
   * Finds out whether a location that owes an answer is only slow: if this small read is not
   * answered either in so long, nor anything else, the breaker takes it for down.
   */
  void sound(Site site, Duration patience) {
    if (!site.beginSounding()) {
      return;
    }
    try {
      threads.execute(() -> sounded(site, patience));
    } catch (RejectedExecutionException e) {
      site.endSounding(); // the store was closed
    }
  }

  private void sounded(Site site, Duration patience) {
    try {
      long began = ambient.nanoTime();
      try {
        Deadline deadline = Deadline.after(patience, ambient);
        site.requests().get(Charter.KEY, Charter.MAX_BYTES, deadline);
        site.succeeded(since(began));
      } catch (StoreException e) {
        Duration took = since(began);
        // Whoever slept meanwhile has heard nobody, and knows nothing.
        boolean asleep = took.compareTo(patience.multipliedBy(2)) > 0;
        boolean late = took.compareTo(patience.multipliedBy(9).dividedBy(10)) >= 0;
        if (nobodyThere(e) || (late && !asleep && !site.hasAnsweredSince(began))) {
          site.failed(Trouble.UNREACHABLE, e);
        } else if (!late) {
          site.failed(Trouble.FAULTY, e);
        }
      }
    } finally {
      site.endSounding();
    }
  }

  private Delivered deliver(String key, Request request) {
    Site site = sites.get(request.location());
    try {
      long began = ambient.nanoTime();
      try {
        Deadline deadline = Deadline.after(limit, ambient);
        verify(site, deadline);
        Delivered delivered =
            site.foreign() == null
                ? new Delivered(request, ask(site, REGISTERS + key, request, deadline), null)
                : new Delivered(request, refusal(request), foreign(site));
        site.succeeded(since(began));
        return delivered;
      } catch (ConflictException e) {
        site.succeeded(since(began));
        return new Delivered(request, Reply.Plain.REFUSED, e);
      } catch (IllegalArgumentException | TooLargeException e) {
        site.succeeded(since(began));
        return new Delivered(request, refusal(request), e);
      } catch (StoreException e) {
        site.failed(trouble(e, since(began)), e);
        return new Delivered(request, failed(request, e), e);
      } catch (RuntimeException e) {
        return new Delivered(request, Reply.Plain.LOST, e);
      }
    } finally {
      site.end();
    }
  }

  private Reply ask(Site site, String key, Request request, Deadline deadline) {
    if (request instanceof Request.Put put) {
      byte[] bytes = RegisterFormat.encode(put.register());
      return new Reply.Stored(site.requests().put(key, bytes, put.etag(), deadline));
    }
    SingleRequests.Stored stored = site.requests().get(key, MAX_REGISTER_BYTES, deadline);
    if (stored == null) {
      return Reply.Plain.NOTHING;
    }
    Register register = RegisterFormat.decode(stored.bytes());
    return register.location().equals(ids.get(site.index()))
        ? new Reply.Found(register, stored.etag())
        : Reply.Plain.FOREIGN;
  }

  /**
   * Checks that a location is the one it is taken for, before what it does not have counts.
   *
   * @throws UnavailableException if it is not, or does not say
   */
  void requireOurs(Site site, Deadline deadline) {
    verify(site, deadline);
    if (site.foreign() != null) {
      throw foreign(site);
    }
  }

  /** A location that was away when the store was opened must show first that it is the one. */
  private void verify(Site site, Deadline deadline) {
    if (site.isVerified() || site.foreign() != null) {
      return;
    }
    SingleRequests.Stored stored = site.requests().get(Charter.KEY, Charter.MAX_BYTES, deadline);
    String id = ids.get(site.index());
    if (stored == null) {
      throw new UnavailableException(
          null,
          site.location() + " holds no store, though it is said to be location " + id + " of one",
          null);
    }
    Charter there = Charter.decode(stored.bytes());
    boolean ours = there.store().equals(charter.store()) && there.location().equals(id);
    if (ours && charter.isCurrentBeside(there)) {
      site.wasVerified();
    } else if (ours) {
      site.isForeign("locations of its store were exchanged; open it with the present ones");
    } else {
      site.isForeign(
          "it is location "
              + there.location()
              + " of store "
              + there.store()
              + ", not "
              + id
              + " of "
              + charter.store());
    }
  }

  private static UnavailableException foreign(Site site) {
    return new UnavailableException(null, site.location() + ": " + site.foreign(), null);
  }

  /** Nothing is done at a location that is not ours. */
  private static Reply refusal(Request request) {
    return request instanceof Request.Put ? Reply.Plain.REFUSED : Reply.Plain.FOREIGN;
  }

  /** What was never sent or was turned down did nothing; a read that failed tells nothing. */
  private static Reply failed(Request request, StoreException e) {
    boolean nothingDone = request instanceof Request.Put && !(e instanceof OutcomeUnknownException);
    return nothingDone ? Reply.Plain.REFUSED : Reply.Plain.LOST;
  }

  private Trouble trouble(StoreException e, Duration took) {
    boolean tooLate = took.compareTo(limit.multipliedBy(9).dividedBy(10)) >= 0;
    return tooLate || nobodyThere(e) ? Trouble.UNREACHABLE : Trouble.FAULTY;
  }

  private static boolean nobodyThere(Throwable e) {
    int depth = 0;
    for (Throwable t = e; t != null && depth < 32; t = t.getCause(), depth++) {
      if (t instanceof SocketException || t instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private Duration since(long began) {
    return Duration.ofNanos(ambient.nanoTime() - began);
  }

  ExecutorService threads() {
    return threads;
  }

  /** Waits for what is under way, so that copies land: as long as a request may take. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
