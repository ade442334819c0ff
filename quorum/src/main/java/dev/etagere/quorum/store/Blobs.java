package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.Body;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoreException;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.failover.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Large payloads, each an object of its own at the locations with data: written before the register
 * that names it, under a name that is never used again, and never changed.
 */
final class Blobs {
  /** Where they lie. */
  static final String PREFIX = "b/";

  /**
   * While a location that has its blob waits for another, it is asked so often whether it lives.
   */
  private static final Duration HEARTBEAT = Duration.ofMillis(500);

  private final List<Site> data;
  private final ExecutorService threads;
  private final Duration attemptLimit;
  private final Ambient ambient;

  Blobs(List<Site> sites, ExecutorService threads, Duration attemptLimit, Ambient ambient) {
    this.data = sites.stream().filter(Site::holdsData).toList();
    this.threads = threads;
    this.attemptLimit = attemptLimit;
    this.ambient = ambient;
  }

  /** A name for a blob of this key. */
  String newName(String key) {
    byte[] hash = Checksums.md5().digest(key.getBytes(StandardCharsets.UTF_8));
    return PREFIX + HexFormat.of().formatHex(hash) + "/" + ambient.newWriteId();
  }

  /**
   * Brings a blob to every location with data that is up, one at least.
   *
   * @return the indices of those that hold it
   */
  Set<Integer> write(
      String key, String name, Body body, TransferListener listener, Deadline deadline)
      throws InterruptedException {
    CompletionService<Integer> uploads = new ExecutorCompletionService<>(threads);
    Map<Integer, Future<Integer>> underWay = new HashMap<>();
    Told told = new Told(listener);
    for (Site site : data) {
      if (!site.isDown() || data.stream().allMatch(Site::isDown)) {
        TransferListener progress = told.of();
        underWay.put(
            site.index(), uploads.submit(() -> write(site, name, body, progress, deadline)));
      }
    }
    Set<Integer> holds = new HashSet<>();
    UnavailableException failed =
        new UnavailableException(
            key,
            "write of '"
                + key
                + "': no location took its content within "
                + deadline
                + "; nothing was changed, try again later",
            null);
    try {
      while (!underWay.isEmpty() && !(deadline.passed() && holds.isEmpty())) {
        Future<Integer> done = uploads.poll(HEARTBEAT.toNanos(), TimeUnit.NANOSECONDS);
        if (done != null) {
          underWay.values().remove(done);
          take(done, holds, failed);
        } else if (!holds.isEmpty() && underWay.keySet().stream().noneMatch(this::lives)) {
          break;
        }
      }
    } finally {
      underWay.values().forEach(each -> each.cancel(true));
    }
    if (holds.isEmpty()) {
      throw failed;
    }
    told.end(body);
    return holds;
  }

  private static int write(
      Site site, String name, Body body, TransferListener listener, Deadline deadline) {
    Content content = Content.of(new byte[0]).withBody(body);
    site.backend().put(name, content, Precondition.none(), listener, deadline);
    return site.index();
  }

  private static void take(Future<Integer> done, Set<Integer> holds, UnavailableException failed)
      throws InterruptedException {
    try {
      holds.add(done.get());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof StoreException)
          && e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked; // of the caller's own body
      }
      failed.addSuppressed(e.getCause());
    }
  }

  /** A large upload says nothing for long; a small read says whether anybody is there. */
  private boolean lives(int index) {
    Site site = data.stream().filter(each -> each.index() == index).findFirst().orElseThrow();
    long began = ambient.nanoTime();
    try {
      Deadline deadline = Deadline.after(attemptLimit, ambient);
      site.requests().get(Charter.KEY, Charter.MAX_BYTES, deadline);
      site.health().succeeded(Duration.ofNanos(ambient.nanoTime() - began));
      return true;
    } catch (StoreException e) {
      site.health().failed(Trouble.UNREACHABLE, e);
      return false;
    }
  }

  /**
   * Opens a blob, or a range of it, at the nearest location that has it.
   *
   * @return {@code null} if no location that answered has it
   * @throws UnavailableException if one that may have it did not answer, and no other has it
   */
  Fetched.@Nullable Found open(
      String key, String name, @Nullable ByteRange range, Deadline deadline) {
    UnavailableException failed = null;
    for (Site site : nearest()) {
      try {
        Fetched fetched =
            site.backend().fetch(name, new ReadCondition.Always(), range, share(deadline));
        if (fetched instanceof Fetched.Found found) {
          return found;
        }
      } catch (StoreException e) {
        if (failed == null) {
          failed =
              new UnavailableException(
                  key,
                  "read of '"
                      + key
                      + "': no location that has its content answered within "
                      + deadline
                      + "; try again later",
                  e);
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
    return null;
  }

  private List<Site> nearest() {
    return data.stream().sorted(Site.NEAREST_FIRST).toList();
  }

  /** So much that another location can be asked, too. */
  private Deadline share(Deadline deadline) {
    Duration left = deadline.atLeast(Duration.ofMillis(1));
    Duration limit = attemptLimit.multipliedBy(2);
    return Deadline.after(left.compareTo(limit) < 0 ? left : limit, ambient);
  }

  /** Removes what no register will ever name; what cannot be removed now waits for gc. */
  void remove(String name, Set<Integer> from) {
    List<Site> sites = new ArrayList<>(data);
    sites.removeIf(site -> !from.contains(site.index()));
    for (Site site : sites) {
      threads.execute(
          () -> {
            try {
              Deadline deadline = Deadline.after(attemptLimit, ambient);
              site.backend().delete(name, Precondition.none(), deadline);
            } catch (StoreException e) {
              // An orphan, told by its name.
            }
          });
    }
  }

  /** Several uploads of the same bytes, of which the caller is to hear as of one. */
  private static final class Told {
    private final TransferListener listener;
    private final AtomicLong most = new AtomicLong();

    Told(TransferListener listener) {
      this.listener = listener;
    }

    TransferListener of() {
      AtomicLong moved = new AtomicLong();
      return bytes -> upTo(moved.addAndGet(bytes));
    }

    private void upTo(long bytes) {
      long before = most.getAndUpdate(now -> Math.max(now, bytes));
      if (bytes > before) {
        listener.moved(bytes - before);
      }
    }

    void end(Body body) {
      try {
        upTo(body.length());
      } catch (IOException e) {
        // The file is gone after it was stored; so far was told of it.
      }
    }
  }
}
