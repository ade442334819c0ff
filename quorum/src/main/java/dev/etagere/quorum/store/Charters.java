package dev.etagere.quorum.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Guarantees;
import dev.etagere.core.Location;
import dev.etagere.core.StoreException;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.failover.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The charters at the locations: reads and writes them. */
final class Charters {
  private static final Logger LOG = LoggerFactory.getLogger(Charters.class);

  private final List<Site> sites;
  private final Deadline deadline;
  private Duration limit;
  private final Ambient ambient;

  Charters(List<Site> sites, Deadline deadline, Duration limit, Ambient ambient) {
    this.sites = sites;
    this.deadline = deadline;
    this.limit = limit;
    this.ambient = ambient;
  }

  /** A location's charter, or why it is not known. */
  record Found(
      Site site, @Nullable Charter charter, @Nullable String etag, @Nullable StoreException away) {
    boolean absent() {
      return charter == null && away == null;
    }

    /** Where it is, as charters tell it. */
    String hint() {
      return Charter.Member.hint(site.location());
    }
  }

  List<Site> sites() {
    return sites;
  }

  /** For first connections on a busy machine. */
  void allowMoreTime() {
    limit = limit.multipliedBy(2);
  }

  void create(Site site, Charter charter) {
    site.requests().put(Charter.KEY, charter.encode(), null, attempt());
  }

  void mark(Site site, Charter charter, String etag) {
    site.requests().put(Charter.KEY, charter.asFounded().encode(), etag, attempt());
  }

  private Deadline attempt() {
    Duration left = deadline.atLeast(Duration.ofMillis(1));
    return Deadline.after(left.compareTo(limit) < 0 ? left : limit, ambient);
  }

  /** At all locations at once. */
  List<Found> read() {
    ExecutorService threads = Threads.open();
    try {
      List<Future<Found>> futures =
          sites.stream().map(site -> threads.submit(() -> read(site))).toList();
      List<Found> found = new ArrayList<>();
      for (int i = 0; i < futures.size(); i++) {
        found.add(answer(sites.get(i), futures.get(i)));
      }
      return found;
    } finally {
      threads.shutdownNow();
    }
  }

  private Found answer(Site site, Future<Found> future) {
    try {
      return future.get(limit.multipliedBy(2).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Found(
          site,
          null,
          null,
          new UnavailableException(null, site.location() + " does not answer", e));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException("looking at " + site.location() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(null, "the opening of the store was interrupted", e);
    }
  }

  Found read(Site site) {
    try {
      SingleRequests.Stored stored = site.requests().get(Charter.KEY, Charter.MAX_BYTES, attempt());
      return stored == null
          ? new Found(site, null, null, null)
          : new Found(site, Charter.decode(stored.bytes()), stored.etag(), null);
    } catch (UnavailableException | AccessException e) {
      // A store that is there can be opened without one of its locations, whatever ails that.
      LOG.warn("{} does not take part for now", site.location(), e);
      site.health().failed(Trouble.UNREACHABLE, e);
      return new Found(site, null, null, e);
    } catch (IllegalArgumentException | TooLargeException e) {
      throw Charter.noCharter(site.location(), e);
    }
  }

  /** Without conditional writes a location cannot be one of several. */
  static void requireConditions(Location location, Guarantees guarantees) {
    for (Guarantee needed : List.of(Guarantee.CREATE_IF_ABSENT, Guarantee.REPLACE_IF_MATCHES)) {
      if (!guarantees.holds(needed)) {
        throw new UnsupportedException(
            null,
            location
                + " cannot be one of several locations, since it does not do "
                + needed.words(),
            null);
      }
    }
  }

  /** Names those that are out of reach. */
  static UnavailableException away(List<Found> found, String what) {
    UnavailableException unavailable =
        new UnavailableException(
            null,
            what
                + "; out of reach: "
                + found.stream()
                    .filter(each -> each.away() != null)
                    .map(each -> each.site().location().toString())
                    .toList(),
            null);
    found.forEach(
        each -> {
          if (each.away() != null) {
            unavailable.addSuppressed(each.away());
          }
        });
    return unavailable;
  }
}
