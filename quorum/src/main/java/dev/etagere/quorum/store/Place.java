package dev.etagere.quorum.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A location by itself: what it says it is, or why it says nothing. For one thread. */
final class Place {
  private static final Logger LOG = LoggerFactory.getLogger(Place.class);

  private final Location location;
  private final @Nullable ObjectStore store;
  private final Duration limit;
  private final Ambient ambient;
  private @Nullable RuntimeException away;
  private @Nullable Charter charter;
  private @Nullable String etag;

  /**
   * Not read yet.
   *
   * @param store {@code null} if it could not be opened
   * @param away why it could not
   * @param limit of each request
   */
  Place(
      Location location,
      @Nullable ObjectStore store,
      @Nullable RuntimeException away,
      Duration limit,
      Ambient ambient) {
    this.location = location;
    this.store = store;
    this.away = away;
    this.limit = limit;
    this.ambient = ambient;
  }

  Location location() {
    return location;
  }

  /** What it said when it was read or written last; {@code null} if nothing. */
  @Nullable Charter charter() {
    return charter;
  }

  /** Why it said nothing; {@code null} if it did, or had nothing to say. */
  @Nullable RuntimeException away() {
    return away;
  }

  String hint() {
    return Charter.Member.hint(location);
  }

  boolean is(Location other) {
    return hint().equals(Charter.Member.hint(other));
  }

  /** As which of these it is known: by what it says, or by its address. */
  Charter.@Nullable Member among(List<Charter.Member> some) {
    Charter said = charter;
    return some.stream()
        .filter(
            each -> said == null ? each.hint().equals(hint()) : each.id().equals(said.location()))
        .findFirst()
        .orElse(null);
  }

  void read() {
    if (store == null) {
      return;
    }
    charter = null;
    away = null;
    try {
      SingleRequests.Stored stored = requests().get(Charter.KEY, Charter.MAX_BYTES, deadline());
      charter = stored == null ? null : Charter.decode(stored.bytes());
      etag = stored == null ? null : stored.etag();
    } catch (UnavailableException | AccessException e) {
      away = e;
    } catch (IllegalArgumentException e) {
      throw Charter.noCharter(location, e);
    }
  }

  /** Where nothing is yet. */
  void create(Charter first) {
    requests().put(Charter.KEY, first.encode(), null, deadline());
    read();
  }

  /** Only over what came before, on condition that this is still there. */
  void write(Charter next) {
    Charter there = Objects.requireNonNull(charter);
    if (next.isAfter(there)) {
      requests().put(Charter.KEY, next.at(there.location()).encode(), etag, deadline());
      read();
    } else if (!there.agrees(next)) {
      throw new IllegalArgumentException(
          location + " says otherwise by now, somebody else exchanges locations; look again");
    }
  }

  /** A location that goes need not hear of it. */
  void writeIfUp(Charter next) {
    if (charter == null) {
      return;
    }
    try {
      write(next);
    } catch (ConflictException e) {
      throw e;
    } catch (StoreException e) {
      LOG.warn("{} could not be told that it is exchanged", location, e);
    }
  }

  /** It holds nothing, and takes conditional writes. */
  void requireEmpty() {
    ObjectStore opened = Objects.requireNonNull(store);
    Charters.requireConditions(location, opened.guarantees());
    try (Listing listing = opened.list(ListQuery.under(""))) {
      ListEntry first = listing.stream().findFirst().orElse(null);
      if (first != null) {
        throw new IllegalArgumentException(
            location
                + " is not empty, it holds '"
                + first.name()
                + "'; give another prefix, or remove what is there if it is nobody's");
      }
    }
  }

  private SingleRequests requests() {
    return Objects.requireNonNull(store).edge(SingleRequests.class);
  }

  private Deadline deadline() {
    return Deadline.after(limit, ambient);
  }

  void close() {
    if (store != null) {
      store.close();
    }
  }
}
