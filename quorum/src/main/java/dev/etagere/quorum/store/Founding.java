package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Location.Role;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.quorum.store.Charters.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Finds out which store the locations are, or makes them one.
 *
 * <p>A new store is founded in three steps, each of which any number of processes may take at once
 * or take up again: the charter is written where all agree to look first, then at the others, then
 * it is marked as founded. So a location without a charter, of a store that is founded, has lost
 * it: it is never taken for a new one.
 */
final class Founding {
  private static final int MOST_ROUNDS = 5;
  private static final int MOST_LOOKS = 3;

  private final List<Site> sites;
  private final Deadline deadline;
  private final Ambient ambient;
  private final Charters charters;
  private final Recognition recognition;

  Founding(List<Site> sites, Deadline deadline, Duration limit, Ambient ambient) {
    this.sites = sites;
    this.deadline = deadline;
    this.ambient = ambient;
    this.charters = new Charters(sites, deadline, limit, ambient);
    this.recognition = new Recognition(charters);
  }

  /**
   * What the locations are.
   *
   * @param ids of the sites, in their order
   * @param formers those among the sites that are no members any more; if there are some, the store
   *     is to be opened again without them
   */
  record Founded(Charter charter, List<String> ids, List<Site> formers) {}

  Founded run() {
    RuntimeException last = null;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      try {
        List<Found> found = charters.read();
        return found.stream().anyMatch(Founding::isFounded)
            ? recognition.recognise(found)
            : found(found);
      } catch (ConflictException | OutcomeUnknownException e) {
        last = e; // somebody else founds it at this moment: look again
      } catch (UnavailableException e) {
        if (round + 1 >= MOST_LOOKS || deadline.passed()) {
          throw e;
        }
        charters.allowMoreTime();
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

  private Founded found(List<Found> found) {
    if (found.stream().anyMatch(each -> each.away() != null)) {
      throw Charters.away(
          found, "no store is there yet, and to make one every location has to be reached once");
    }
    if (sites.size() % 2 == 0) {
      throw new IllegalArgumentException(
          "no store is there yet, and one is made of an odd number of locations, not of "
              + sites.size()
              + "; leave one out, or add one");
    }
    sites.forEach(site -> Charters.requireConditions(site.location(), site.backend().guarantees()));
    Found decider =
        found.stream()
            .min(
                Comparator.comparing((Found each) -> each.site().location().role() == Role.DATA)
                    .thenComparing(Found::hint))
            .orElseThrow();
    Charter draft = decider.charter() == null ? draft() : decider.charter();
    List<String> ids = idsByHint(draft);
    if (decider.charter() == null) {
      charters.create(decider.site(), draft.at(ids.get(decider.site().index())));
    }
    for (Found each : found) {
      if (each.site() != decider.site() && each.absent()) {
        charters.create(each.site(), draft.at(ids.get(each.site().index())));
      }
    }
    List<Found> all = charters.read();
    if (all.stream().anyMatch(each -> each.charter() == null)) {
      throw Charters.away(all, "a location was lost while the store was made");
    }
    recognition.charterOf(all);
    for (Found each : all) {
      Charter charter = Objects.requireNonNull(each.charter());
      if (charter.phase() == Charter.Phase.BEING_FOUNDED) {
        charters.mark(each.site(), charter, Objects.requireNonNull(each.etag()));
      }
      each.site().wasVerified();
    }
    return new Founded(draft.asFounded(), ids, List.of());
  }

  private Charter draft() {
    List<Charter.Member> members = new ArrayList<>();
    Set<String> hints = new HashSet<>();
    for (Site site : sites) {
      if (!hints.add(Charter.Member.hint(site.location()))) {
        throw new IllegalArgumentException(
            site.location()
                + " is given twice: bucket, prefix and endpoint are those of another location");
      }
      members.add(Charter.Member.of(site.location(), ambient));
    }
    Site home = sites.stream().filter(Site::holdsData).findFirst().orElseThrow();
    String homeId = members.get(home.index()).id();
    return Charter.draft(ambient.newWriteId(), homeId, members);
  }

  private List<String> idsByHint(Charter draft) {
    recognition.requireNumber(List.of(), draft);
    return sites.stream()
        .map(
            site ->
                draft.members().stream()
                    .filter(member -> member.hint().equals(Charter.Member.hint(site.location())))
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
}
