package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Location;
import dev.etagere.core.StoreException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a location that no longer has what it once acknowledged. Each has a counter, which the
 * others note once it has acknowledged that it went up: if it is lower than a note, the location
 * was restored from a backup, or emptied. What it lost since the last note is not noticed.
 *
 * <p>Notes are read before counters, so that nobody is accused who went up in between.
 */
final class Tally {
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  /** Where it lies, at each location. */
  static final String KEY = "tally";

  private static final int MAX_BYTES = 1 << 14;
  private static final int MOST_TRIES = 3;
  private static final String OWN = "own";

  private final List<Site> sites;
  private final List<String> ids;
  private final Courier courier;
  private final Duration limit;
  private final Ambient ambient;

  /**
   * A tally.
   *
   * @param ids of the sites, in their order
   * @param limit how long a request may take
   */
  Tally(List<Site> sites, List<String> ids, Courier courier, Duration limit, Ambient ambient) {
    this.sites = sites;
    this.ids = ids;
    this.courier = courier;
    this.limit = limit;
    this.ambient = ambient;
  }

  /**
   * What a location holds.
   *
   * @param own how often it went up
   * @param noted what it knows of the others, by their ids
   */
  private record Marks(long own, Map<String, Long> noted, @Nullable String etag) {
    static final Marks NONE = new Marks(0, Map.of(), null);

    Marks oneUp() {
      return new Marks(own + 1, noted, etag);
    }

    Marks noting(Map<String, Long> counters) {
      Map<String, Long> all = new TreeMap<>(noted);
      counters.forEach((id, counter) -> all.merge(id, counter, Math::max));
      return new Marks(own, all, etag);
    }

    byte[] encode() {
      StringBuilder text = new StringBuilder(OWN + " " + own + "\n");
      noted.forEach((id, counter) -> text.append(id).append(' ').append(counter).append('\n'));
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static Marks decode(SingleRequests.Stored stored) {
      Map<String, Long> all = new TreeMap<>();
      for (String line : new String(stored.bytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] part = line.split(" ", -1);
        if (part.length != 2) {
          throw new IllegalArgumentException("the object '" + KEY + "' is not this store's");
        }
        all.put(part[0], Long.parseLong(part[1]));
      }
      Long own = all.remove(OWN);
      return new Marks(own == null ? 0 : own, all, stored.etag());
    }
  }

  /** Those that show less than they once acknowledged. Those that are away are not among them. */
  List<Location> rolledBack() {
    return look().rolledBack().stream().map(Site::location).toList();
  }

  /** Lets each location that is well and there go up by one, and the others note it. */
  void advance() {
    Looked looked = look();
    Map<String, Long> counters = new TreeMap<>();
    looked.marks.forEach(
        (site, marks) -> {
          if (!looked.rolledBack().contains(site) && put(site, marks.oneUp())) {
            counters.put(ids.get(site.index()), marks.own + 1);
          }
        });
    for (Site site : looked.marks.keySet()) {
      Map<String, Long> others = new TreeMap<>(counters);
      others.remove(ids.get(site.index()));
      note(site, others);
    }
  }

  private void note(Site site, Map<String, Long> counters) {
    boolean done = counters.isEmpty();
    for (int i = 0; i < MOST_TRIES && !done; i++) {
      done = read(site).map(marks -> put(site, marks.noting(counters))).orElse(true);
    }
  }

  /** What was noted first, and what the locations showed after that. */
  private record Looked(Map<String, Long> noted, Map<Site, Marks> marks, List<String> ids) {
    List<Site> rolledBack() {
      return marks.keySet().stream()
          .filter(
              site ->
                  noted.getOrDefault(ids.get(site.index()), 0L)
                      > marks.getOrDefault(site, Marks.NONE).own)
          .toList();
    }
  }

  private Looked look() {
    Map<String, Long> noted = new TreeMap<>();
    for (Site site : sites) {
      read(site)
          .ifPresent(
              marks -> marks.noted.forEach((id, counter) -> noted.merge(id, counter, Math::max)));
    }
    Map<Site, Marks> marks = new LinkedHashMap<>();
    for (Site site : sites) {
      read(site).ifPresent(now -> marks.put(site, now));
    }
    return new Looked(noted, marks, new ArrayList<>(ids));
  }

  /** Empty if it does not answer, or with what is not ours. */
  private Optional<Marks> read(Site site) {
    try {
      Deadline deadline = Deadline.after(limit, ambient);
      courier.requireOurs(site, deadline);
      SingleRequests.Stored stored = site.requests().get(KEY, MAX_BYTES, deadline);
      return Optional.of(stored == null ? Marks.NONE : Marks.decode(stored));
    } catch (StoreException | IllegalArgumentException e) {
      LOG.warn("the counter of {} is not known", site.location(), e);
      return Optional.empty();
    }
  }

  /** Whether it is there for certain; if somebody else was first, it is not. */
  private boolean put(Site site, Marks marks) {
    try {
      site.requests().put(KEY, marks.encode(), marks.etag, Deadline.after(limit, ambient));
      return true;
    } catch (ConflictException e) {
      return false;
    } catch (StoreException e) {
      LOG.warn("{} did not take its counter", site.location(), e);
      return false;
    }
  }
}
