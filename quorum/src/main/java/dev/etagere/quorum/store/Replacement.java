package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of one location of a store for a new, empty one, while the store is in use:
 *
 * <ol>
 *   <li>{@link #announce()}: from now on whoever opens the store has to give the old and the new
 *       location. Clients that were opened before go on.
 *   <li>All clients are opened anew, one after the other. Nobody can see from here that none is
 *       left which was opened before; whoever says so wrongly loses writes.
 *   <li>{@link #finish}: every key is brought to the new location, and the old one is no member any
 *       more. Whoever is opened then does not need it.
 * </ol>
 *
 * <p>Each step may be ended at any point and taken again. The old location may be lost already; all
 * others have to be up. Instead of the last step {@link #undo()} turns it round.
 *
 * <p>Each method throws {@link UnavailableException} if a location that is needed does not answer,
 * and {@link ConflictException} if somebody else did something at the same moment: do it again. For
 * one thread.
 */
public final class Replacement implements AutoCloseable {
  /** How far it is. */
  public enum Stage {
    /** Nobody knows of it, or not everybody: {@link #announce()} is next. */
    TO_BE_ANNOUNCED,
    /** Once no client is left that was opened before, {@link #finish} is next. */
    ANNOUNCED,
    /** It is over, but not everybody knows: {@link #finish} is next. */
    TO_BE_CLOSED,
    /** Nothing is left to do. */
    OVER
  }

  private static final Comparator<Place> BY_ID =
      Comparator.comparing(place -> Objects.requireNonNull(place.charter()).location());

  private final List<Place> places;
  private final Location old;
  private final Location newcomer;
  private final Ambient ambient;

  private Replacement(List<Place> places, Location old, Location newcomer, Ambient ambient) {
    this.places = places;
    this.old = old;
    this.newcomer = newcomer;
    this.ambient = ambient;
  }

  /**
   * Opens each location by itself. Changes nothing.
   *
   * @param locations of the store; the two may be among them
   * @param old that is to go
   * @param newcomer that is to come, of the same role
   * @param opener opens one location as a store of its own, whatever its role
   * @param limit of each request
   */
  public static Replacement of(
      List<Location> locations,
      Location old,
      Location newcomer,
      Function<Location, ObjectStore> opener,
      Duration limit,
      Ambient ambient) {
    if (Charter.Member.hint(old).equals(Charter.Member.hint(newcomer))) {
      throw new IllegalArgumentException(
          old + " cannot be exchanged for itself; give the old location, then the new one");
    }
    Set<Location> all = new LinkedHashSet<>();
    Stream.concat(locations.stream(), Stream.of(old, newcomer))
        .filter(each -> all.stream().noneMatch(one -> isSame(one, each)))
        .forEach(all::add);
    List<Place> places = new ArrayList<>();
    for (Location each : all) {
      try {
        places.add(new Place(each, opener.apply(each), null, limit, ambient));
      } catch (RuntimeException e) {
        if (!isSame(each, old)) {
          places.forEach(Place::close);
          throw e;
        }
        places.add(new Place(each, null, e, limit, ambient));
      }
    }
    return new Replacement(places, old, newcomer, ambient);
  }

  private static boolean isSame(Location a, Location b) {
    return Charter.Member.hint(a).equals(Charter.Member.hint(b));
  }

  /**
   * Whether one of the locations says that an exchange is under way.
   *
   * @param store the location, opened by itself
   * @return in words, what is exchanged for what; {@code null} if there is no exchange, or no store
   */
  public static @Nullable String underWay(ObjectStore store) {
    StoredObject object = store.get(Charter.KEY).orElse(null);
    try {
      Charter charter = object == null ? null : Charter.decode(object.asBytes());
      return charter == null || !charter.isExchanging() ? null : charter.exchange();
    } catch (IllegalArgumentException e) {
      return null; // an object of somebody else's
    }
  }

  /**
   * How far it is.
   *
   * @throws IllegalArgumentException if these locations are none of one store, or cannot be
   *     exchanged for one another; it says why
   */
  public Stage stage() {
    Charter last = look();
    if (last.isExchanging()) {
      boolean all = needed(last).stream().allMatch(place -> isAt(place, last));
      return all ? Stage.ANNOUNCED : Stage.TO_BE_ANNOUNCED;
    }
    if (oldPlace().among(last.members()) != null) {
      return Stage.TO_BE_ANNOUNCED;
    }
    Charter retired = oldPlace().charter();
    boolean told = retired == null || retired.phase() == Charter.Phase.RETIRED;
    boolean all = told && needed(last).stream().allMatch(place -> isAt(place, last));
    return all ? Stage.OVER : Stage.TO_BE_CLOSED;
  }

  private static boolean isAt(Place place, Charter charter) {
    return place.charter() != null && place.charter().agrees(charter);
  }

  /** What clients have to be given now: of an exchange that is announced, all of them. */
  public List<Location> locations() {
    Charter last = look();
    return places.stream()
        .filter(place -> place.among(last.all()) != null)
        .map(place -> place.location())
        .toList();
  }

  // --- The steps -------------------------------------------------------------------------------

  /**
   * Announces it: at the new location first, which is nobody's yet, then where all agree to look,
   * then at the others.
   *
   * @throws IllegalArgumentException if the new location is not empty, is a member already or has
   *     another role, or if another exchange is under way
   * @throws UnsupportedException if the new location does not take conditional writes
   */
  public void announce() {
    Charter last = look();
    if (!last.isExchanging()) {
      requireUp(last);
      last = prepareNewcomer(last);
    }
    for (Place place : alsoOld(last)) {
      if (place.is(old)) {
        place.writeIfUp(last);
      } else {
        place.write(last);
      }
    }
  }

  /** With the old one if it is up: of exchanges of different locations only one is then begun. */
  private List<Place> alsoOld(Charter charter) {
    return Stream.concat(needed(charter).stream(), Stream.of(oldPlace()))
        .filter(place -> place.charter() != null)
        .sorted(BY_ID)
        .toList();
  }

  /**
   * Brings every key to where it stays, and concludes. To be called only once every client that was
   * opened before {@link #announce()} was closed.
   *
   * @param opener opens the store over all these locations
   * @param progress how many keys were looked at so far, from several threads
   * @param told of each key that could not be brought, from several threads
   * @return what the walk came to; it is over only if no key failed
   */
  public Care.Report finish(
      Function<List<Location>, ObjectStore> opener,
      LongConsumer progress,
      Consumer<KeyState> told) {
    Charter last = look();
    if (!last.isExchanging()) {
      conclude(last);
      return new Care.Report(0, 0, 0, 0);
    }
    requireUp(last);
    Care.Report report;
    try (ObjectStore store = opener.apply(locations())) {
      report = store.edge(Quorum.class).care().establish(progress, told);
    }
    if (report.failed() == 0) {
      conclude(last.concluded(last.next()));
    }
    return report;
  }

  /**
   * Turns it round: the old location stays after all, and is to be filled with what it missed, and
   * the new one goes. From then on it is the exchange of the new for the old one that is announced,
   * to be finished in the same way: all clients are opened anew with all locations, then {@link
   * #finish}. The new location may be lost already; all others have to be up.
   *
   * @throws IllegalArgumentException if no exchange is under way
   */
  public void undo() {
    Charter last = look();
    if (!last.isExchanging()) {
      throw new IllegalArgumentException(
          "no exchange of " + old + " for " + newcomer + " is under way");
    }
    requireAll(last.members());
    Charter turned = last.turned();
    for (Place place : inOrder(last)) {
      place.write(turned);
    }
    oldPlace().write(turned);
    place(newcomer).writeIfUp(turned);
  }

  private void conclude(Charter concluded) {
    for (Place place : inOrder(concluded)) {
      place.write(concluded);
    }
    for (Place place : places) {
      if (place.charter() != null && place.among(concluded.all()) == null) {
        place.writeIfUp(concluded.retired());
      }
    }
  }

  // --- Who they are ----------------------------------------------------------------------------

  /**
   * Reads all charters; the one that tells of what came last. Where several exchanges contradict
   * each other, this one's: it can be turned round then, whichever location is looked at first.
   */
  private Charter look() {
    places.forEach(Place::read);
    Charter last = null;
    for (Place place : places) {
      Charter charter = place.is(newcomer) ? null : place.charter();
      if (charter != null && last != null && !charter.store().equals(last.store())) {
        throw new IllegalArgumentException(
            place.location() + " is of another store than the other locations; correct them");
      }
      boolean more =
          charter != null
              && (last == null
                  || charter.isAfter(last)
                  || (isThisExchange(charter) && !last.isAfter(charter)));
      last = more ? charter : last;
    }
    if (last == null) {
      throw nothingThere();
    }
    requireOneOfThem(last);
    return last;
  }

  private boolean isThisExchange(Charter charter) {
    return charter.isExchanging()
        && oldPlace().among(charter.leaving()) != null
        && place(newcomer).among(charter.joining()) != null;
  }

  private RuntimeException nothingThere() {
    List<Place> away = places.stream().filter(place -> place.away() != null).toList();
    return away.isEmpty()
        ? new IllegalArgumentException(
            "there is no store over several locations at "
                + places.stream().map(place -> place.location()).toList())
        : unavailable(away);
  }

  private void requireOneOfThem(Charter last) {
    Charter.Member from = oldPlace().among(last.all());
    Charter.Member to = place(newcomer).among(last.all());
    if (last.isExchanging()) {
      if (!isThisExchange(last)) {
        throw new IllegalArgumentException(
            "another exchange is under way, of " + last.exchange() + "; finish or undo that first");
      }
      return;
    }
    boolean over = from == null && to != null && oldPlace().among(last.former()) != null;
    if (!over && from == null) {
      throw new IllegalArgumentException(
          old
              + " is no location of store "
              + last.store()
              + ", which are "
              + Charter.hints(last.members())
              + "; the old one comes first, then the new one");
    }
    if (!over && to != null) {
      throw new IllegalArgumentException(
          newcomer + " is a location of the store already; give another one, which is empty");
    }
  }

  private Place oldPlace() {
    return place(old);
  }

  private Place place(Location location) {
    return places.stream().filter(place -> place.is(location)).findFirst().orElseThrow();
  }

  /** Where it is written, in this order: first where the others see who was first. */
  private List<Place> inOrder(Charter charter) {
    return needed(charter).stream().sorted(BY_ID).toList();
  }

  /** Those that stay have to have it; of the newcomer it is enough that it is there. */
  private List<Place> needed(Charter charter) {
    List<Charter.Member> stay =
        charter.next().stream().filter(member -> !charter.joining().contains(member)).toList();
    requireAll(stay);
    return places.stream().filter(place -> place.among(stay) != null).toList();
  }

  private void requireUp(Charter charter) {
    Charter.Member leaves = oldPlace().among(charter.members());
    requireAll(charter.all().stream().filter(member -> !member.equals(leaves)).toList());
  }

  private void requireAll(List<Charter.Member> needed) {
    List<Place> away = new ArrayList<>();
    for (Charter.Member member : needed) {
      Place place =
          places.stream()
              .filter(each -> member.equals(each.among(List.of(member))))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          member.hint() + " is a location of the store and was not given"));
      if (place.charter() == null) {
        away.add(place);
      }
    }
    if (!away.isEmpty()) {
      throw unavailable(away);
    }
  }

  private static UnavailableException unavailable(List<Place> away) {
    UnavailableException unavailable =
        new UnavailableException(
            null,
            "all locations but the one that goes have to be up, and these do not answer, or hold"
                + " nothing of the store: "
                + away.stream().map(place -> place.location().toString()).toList()
                + "; what was done stays, go on later",
            null);
    away.stream()
        .map(place -> place.away())
        .filter(Objects::nonNull)
        .forEach(unavailable::addSuppressed);
    return unavailable;
  }

  // --- The newcomer ----------------------------------------------------------------------------

  private Charter prepareNewcomer(Charter last) {
    Place to = place(newcomer);
    Charter.Member from = Objects.requireNonNull(oldPlace().among(last.members()));
    if (to.away() != null) {
      throw unavailable(List.of(to));
    }
    if (from.role() != newcomer.role()) {
      throw new IllegalArgumentException(
          old
              + " and "
              + newcomer
              + " are not of one role: one holds data, the other is a witness");
    }
    Charter begun = to.charter();
    if (begun != null
        && begun.isExchanging()
        && begun.epoch() == last.epoch() + 1
        && begun.store().equals(last.store())
        && begun.leaving().equals(List.of(from))) {
      return begun; // it broke off here before
    }
    to.requireEmpty();
    Charter.Member member = Charter.Member.of(newcomer, ambient);
    Charter exchanging = last.exchanging(from, member);
    to.create(exchanging.at(member.id()));
    return exchanging;
  }

  /** Closes what was opened. */
  @Override
  public void close() {
    places.forEach(Place::close);
  }
}
