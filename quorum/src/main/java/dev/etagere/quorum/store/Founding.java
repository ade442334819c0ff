package dev.etagere.quorum.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Location;
import dev.etagere.core.Location.Role;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.failover.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which store the locations are, or makes them one.
 *
 * <p>A new store is founded in three steps, each of which any number of processes may take at once
 * or take up again: the charter is written where all agree to look first, then at the others, then
 * it is marked as founded. So a location without a charter, of a store that is founded, has lost
 * it: it is never taken for a new one.
 */
final class Founding {
  private static final Logger LOG = LoggerFactory.getLogger(Founding.class);
  private static final int MOST_ROUNDS = 5;
  private static final int MOST_LOOKS = 3;

  private final List<Site> sites;
  private final Deadline deadline;
  private Duration limit;
  private final Ambient ambient;

  Founding(List<Site> sites, Deadline deadline, Duration limit, Ambient ambient) {
    this.sites = sites;
    this.deadline = deadline;
    this.limit = limit;
    this.ambient = ambient;
  }

  /**
   * What the locations are.
   *
   * @param ids of the sites, in their order
   * @param formers those among the sites that are no members any more; if there are some, the store
   *     is to be opened again without them
   */
  record Founded(Charter charter, List<String> ids, List<Site> formers) {}

  /** A location's charter, or why it is not known. */
  private record Found(
      Site site, @Nullable Charter charter, @Nullable String etag, @Nullable StoreException away) {
    boolean absent() {
      return charter == null && away == null;
    }
  }

  Founded run() {
    RuntimeException last = null;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      try {
        List<Found> found = read();
        return found.stream().anyMatch(Founding::isFounded) ? recognise(found) : found(found);
      } catch (ConflictException | OutcomeUnknownException e) {
        last = e; // somebody else founds it at this moment: look again
      } catch (UnavailableException e) {
        if (round + 1 >= MOST_LOOKS || deadline.passed()) {
          throw e;
        }
        limit = limit.multipliedBy(2); // of a first connection on a busy machine
        last = e;
      }
    }
    throw new UnavailableException(
        null,
        "the store could not be founded, others did so at the same time; open it again",
        last);
  }

  private static boolean isFounded(Found found) {
    return found.charter() != null && found.charter().phase() != Charter.Phase.BEING_FOUNDED;
  }

  // --- A store that is there -------------------------------------------------------------------

  private Founded recognise(List<Found> found) {
    Charter charter = charterOf(found);
    for (Found each : found) {
      // Looked at again: it may have been founded between two looks.
      if (each.absent() && !goes(each, charter) && read(each.site()).absent()) {
        throw new IllegalArgumentException(
            each.site().location()
                + " holds nothing of store "
                + charter.store()
                + ", which the other locations belong to: it is another bucket or prefix, or it was"
                + " emptied. Correct the location; if its data is gone, it is another location now"
                + " and has to be brought in as a replacement");
      }
    }
    if (found.stream().anyMatch(each -> each.absent() && !goes(each, charter))) {
      return recognise(read());
    }
    List<Site> formers =
        found.stream().filter(each -> isFormer(each, charter)).map(Found::site).toList();
    if (!formers.isEmpty() && sites.size() - formers.size() == charter.all().size()) {
      return new Founded(charter, List.of(), formers);
    }
    List<String> ids = ids(found, charter);
    for (Found each : found) {
      if (each.charter() != null) {
        each.site().wasVerified();
        if (each.charter().phase() == Charter.Phase.BEING_FOUNDED && each.etag() != null) {
          mark(each.site(), each.charter(), each.etag());
        }
      }
    }
    return new Founded(charter.asFounded(), ids, List.of());
  }

  /** The one that tells of what came last. All have to be of one store, each another location. */
  private Charter charterOf(List<Found> found) {
    Found last = null;
    Set<String> ids = new HashSet<>();
    for (Found each : found) {
      Charter charter = each.charter();
      if (charter == null) {
        continue;
      }
      Charter other = last == null ? charter : Objects.requireNonNull(last.charter());
      boolean later = charter.isAfter(other);
      if (charter.contradicts(other)) {
        throw contradiction(Objects.requireNonNull(last).site(), other, each.site(), charter);
      }
      if (!charter.store().equals(other.store())
          || (!charter.agrees(other) && !later && !other.isAfter(charter))) {
        throw new IllegalArgumentException(
            Objects.requireNonNull(last).site().location()
                + " and "
                + each.site().location()
                + " do not belong together: one is of store "
                + other.store()
                + ", the other of "
                + charter.store()
                + "; correct the locations");
      }
      if (!ids.add(charter.location())) {
        throw new IllegalArgumentException(
            each.site().location()
                + " is given twice, or is a copy of another one: both are location "
                + charter.location()
                + "; give different ones, and switch off replication between them");
      }
      last = last == null || later ? each : last;
    }
    return Objects.requireNonNull(Objects.requireNonNull(last).charter());
  }

  /**
   * Whether it is exchanged, or was: then it may be emptied, and is taken for one that is away.
   * What it does not have never counts, for it cannot show that it is the one.
   */
  private static boolean goes(Found found, Charter charter) {
    return isFormer(found, charter)
        || charter.leaving().stream().anyMatch(each -> each.hint().equals(hint(found.site())));
  }

  private static IllegalArgumentException contradiction(
      Site one, Charter ones, Site other, Charter others) {
    return new IllegalArgumentException(
        one.location()
            + " and "
            + other.location()
            + " tell of different exchanges, which were announced at once: of "
            + exchange(ones)
            + ", and of "
            + exchange(others)
            + "; 'etagere replace-location' with --undo turns one of them round, which puts an end"
            + " to the other");
  }

  private static String exchange(Charter charter) {
    return hints(charter.leaving()) + " for " + hints(charter.joining());
  }

  private static boolean isFormer(Found found, Charter charter) {
    if (found.charter() != null) {
      String id = found.charter().location();
      return charter.all().stream().noneMatch(member -> member.id().equals(id));
    }
    return charter.former().stream().anyMatch(each -> each.hint().equals(hint(found.site())))
        && charter.all().stream().noneMatch(each -> each.hint().equals(hint(found.site())));
  }

  /** Those that are away are who is left. */
  private List<String> ids(List<Found> found, Charter charter) {
    List<Charter.Member> left = new ArrayList<>(charter.all());
    requireNumber(found, charter);
    if (found.stream().anyMatch(each -> isFormer(each, charter))) {
      throw wrongLocations(found, charter);
    }
    String[] ids = new String[found.size()];
    for (Found each : found) {
      if (each.charter() != null) {
        String id = each.charter().location();
        Charter.Member member =
            left.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
        requireRole(each.site(), member);
        left.remove(member);
        ids[each.site().index()] = member.id();
      }
    }
    if (!areEnough(charter, left)) {
      throw away(found, "too few of the locations can be reached to open the store");
    }
    for (Found each : found) {
      if (each.charter() == null) {
        Charter.Member member = whoIsLeft(each.site(), left);
        requireRole(each.site(), member);
        left.remove(member);
        ids[each.site().index()] = member.id();
      }
    }
    return List.of(ids);
  }

  private static boolean areEnough(Charter charter, List<Charter.Member> left) {
    List<String> ids = charter.all().stream().map(Charter.Member::id).toList();
    int there = 0;
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      there |= left.stream().noneMatch(member -> member.id().equals(id)) ? 1 << i : 0;
    }
    return charter.asMembers(ids).decide(there);
  }

  private static Charter.Member whoIsLeft(Site site, List<Charter.Member> left) {
    return left.stream()
        .filter(member -> left.size() == 1 || member.hint().equals(hint(site)))
        .findFirst()
        .orElseThrow(
            () ->
                new UnavailableException(
                    null,
                    site.location()
                        + " cannot be reached, so that it is not known which of the store's"
                        + " locations it is; try again later",
                    null));
  }

  private void requireNumber(List<Found> found, Charter charter) {
    if (charter.all().size() != sites.size()) {
      throw wrongLocations(found, charter);
    }
  }

  /** Says which they are now. */
  private IllegalArgumentException wrongLocations(List<Found> found, Charter charter) {
    String exchange =
        charter.isExchanging()
            ? ", of which "
                + hints(charter.leaving())
                + " is being exchanged for "
                + hints(charter.joining())
                + ": give all of them"
            : "";
    List<Location> formers =
        found.stream()
            .filter(each -> isFormer(each, charter))
            .map(each -> each.site().location())
            .toList();
    return new IllegalArgumentException(
        "store "
            + charter.store()
            + " has "
            + charter.all().size()
            + " locations and "
            + sites.size()
            + " were given: "
            + charter.all().stream().map(Charter.Member::hint).toList()
            + exchange
            + (formers.isEmpty() ? "" : "; no longer among them: " + formers));
  }

  private static String hints(List<Charter.Member> some) {
    return String.join(", ", some.stream().map(Charter.Member::hint).toList());
  }

  private static void requireRole(Site site, Charter.Member member) {
    if (member.role() != site.location().role()) {
      String is = member.role() == Role.WITNESS ? "a witness" : "a location with data";
      throw new IllegalArgumentException(
          site.location() + " is " + is + " of its store; open it as that");
    }
  }

  // --- A store to be made ----------------------------------------------------------------------

  private Founded found(List<Found> found) {
    if (found.stream().anyMatch(each -> each.away() != null)) {
      throw away(
          found, "no store is there yet, and to make one every location has to be reached once");
    }
    if (sites.size() % 2 == 0) {
      throw new IllegalArgumentException(
          "no store is there yet, and one is made of an odd number of locations, not of "
              + sites.size()
              + "; leave one out, or add one");
    }
    sites.forEach(Founding::requireConditions);
    Found decider =
        found.stream()
            .min(
                Comparator.comparing((Found each) -> each.site().location().role() == Role.DATA)
                    .thenComparing(each -> hint(each.site())))
            .orElseThrow();
    Charter draft = decider.charter() == null ? draft() : decider.charter();
    List<String> ids = idsByHint(draft);
    if (decider.charter() == null) {
      create(decider.site(), draft.at(ids.get(decider.site().index())));
    }
    for (Found each : found) {
      if (each.site() != decider.site() && each.absent()) {
        create(each.site(), draft.at(ids.get(each.site().index())));
      }
    }
    List<Found> all = read();
    if (all.stream().anyMatch(each -> each.charter() == null)) {
      throw away(all, "a location was lost while the store was made");
    }
    charterOf(all);
    for (Found each : all) {
      Charter charter = Objects.requireNonNull(each.charter());
      if (charter.phase() == Charter.Phase.BEING_FOUNDED) {
        mark(each.site(), charter, Objects.requireNonNull(each.etag()));
      }
      each.site().wasVerified();
    }
    return new Founded(draft.asFounded(), ids, List.of());
  }

  private static void requireConditions(Site site) {
    for (Guarantee needed : List.of(Guarantee.CREATE_IF_ABSENT, Guarantee.REPLACE_IF_MATCHES)) {
      if (!site.backend().guarantees().holds(needed)) {
        throw new UnsupportedException(
            null,
            site.location()
                + " cannot be one of several locations, since it does not do "
                + needed.words(),
            null);
      }
    }
  }

  private Charter draft() {
    List<Charter.Member> members = new ArrayList<>();
    Set<String> hints = new HashSet<>();
    for (Site site : sites) {
      if (!hints.add(hint(site))) {
        throw new IllegalArgumentException(
            site.location()
                + " is given twice: bucket, prefix and endpoint are those of another location");
      }
      String kind = site.holdsData() ? "d-" : "w-";
      members.add(
          new Charter.Member(kind + ambient.newWriteId(), site.location().role(), hint(site)));
    }
    Site home = sites.stream().filter(Site::holdsData).findFirst().orElseThrow();
    String homeId = members.get(home.index()).id();
    return Charter.draft(ambient.newWriteId(), homeId, members);
  }

  private List<String> idsByHint(Charter draft) {
    requireNumber(List.of(), draft);
    return sites.stream()
        .map(
            site ->
                draft.members().stream()
                    .filter(member -> member.hint().equals(hint(site)))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "another store is being made of these locations, of "
                                    + draft.members().stream().map(Charter.Member::hint).toList()
                                    + ", and "
                                    + site.location()
                                    + " is none of them; if nobody makes it any more, delete the"
                                    + " object '"
                                    + Charter.KEY
                                    + "' at each location"))
                    .id())
        .toList();
  }

  /**
   * What is the same in every process that opens the location: no parameters but those that tell
   * locations apart, since buckets of one name may be at several providers.
   */
  static String hint(Location location) {
    String uri = location.toString();
    int query = uri.indexOf('?');
    String address = query < 0 ? uri : uri.substring(0, query);
    String bucket = location.parameter("bucket");
    String prefix = location.parameter("prefix");
    String endpoint = location.parameter("endpoint");
    return address
        + (bucket == null ? "" : "#" + bucket)
        + (prefix == null ? "" : "/" + prefix)
        + (endpoint == null ? "" : "@" + endpoint);
  }

  private static String hint(Site site) {
    return hint(site.location());
  }

  // --- Requests --------------------------------------------------------------------------------

  private void create(Site site, Charter charter) {
    site.requests().put(Charter.KEY, charter.encode(), null, attempt());
  }

  private void mark(Site site, Charter charter, String etag) {
    site.requests().put(Charter.KEY, charter.asFounded().encode(), etag, attempt());
  }

  private Deadline attempt() {
    Duration left = deadline.atLeast(Duration.ofMillis(1));
    return Deadline.after(left.compareTo(limit) < 0 ? left : limit, ambient);
  }

  private List<Found> read() {
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

  private Found read(Site site) {
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
      throw new IllegalArgumentException(
          site.location()
              + " holds an object '"
              + Charter.KEY
              + "' that is none of a store over several locations ("
              + e.getMessage()
              + "); give another prefix",
          e);
    }
  }

  private static UnavailableException away(List<Found> found, String what) {
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
