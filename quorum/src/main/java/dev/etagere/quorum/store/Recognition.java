package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import dev.etagere.core.Location.Role;
import dev.etagere.core.UnavailableException;
import dev.etagere.quorum.store.Charters.Found;
import dev.etagere.quorum.store.Founding.Founded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds out which store the locations are, by the charters that are there. */
final class Recognition {
  private final Charters charters;

  Recognition(Charters charters) {
    this.charters = charters;
  }

  Founded recognise(List<Found> found) {
    Charter charter = charterOf(found);
    for (Found each : found) {
      // Looked at again: it may have been founded between two looks.
      if (each.absent() && !goes(each, charter) && charters.read(each.site()).absent()) {
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
      return recognise(charters.read());
    }
    List<Site> formers =
        found.stream().filter(each -> isFormer(each, charter)).map(Found::site).toList();
    if (!formers.isEmpty() && charters.sites().size() - formers.size() == charter.all().size()) {
      return new Founded(charter, List.of(), formers);
    }
    List<String> ids = ids(found, charter);
    for (Found each : found) {
      if (each.charter() != null) {
        each.site().wasVerified();
        if (each.charter().phase() == Charter.Phase.BEING_FOUNDED && each.etag() != null) {
          charters.mark(each.site(), each.charter(), each.etag());
        }
      }
    }
    return new Founded(charter.asFounded(), ids, List.of());
  }

  /** The one that tells of what came last. All have to be of one store, each another location. */
  Charter charterOf(List<Found> found) {
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
        || charter.leaving().stream().anyMatch(each -> each.hint().equals(found.hint()));
  }

  private static IllegalArgumentException contradiction(
      Site one, Charter ones, Site other, Charter others) {
    return new IllegalArgumentException(
        one.location()
            + " and "
            + other.location()
            + " tell of different exchanges, which were announced at once: of "
            + ones.exchange()
            + ", and of "
            + others.exchange()
            + "; 'etagere replace-location' with --undo turns one of them round, which puts an end"
            + " to the other");
  }

  private static boolean isFormer(Found found, Charter charter) {
    if (found.charter() != null) {
      String id = found.charter().location();
      return charter.all().stream().noneMatch(member -> member.id().equals(id));
    }
    return charter.former().stream().anyMatch(each -> each.hint().equals(found.hint()))
        && charter.all().stream().noneMatch(each -> each.hint().equals(found.hint()));
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
      throw Charters.away(found, "too few of the locations can be reached to open the store");
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
        .filter(
            member ->
                left.size() == 1 || member.hint().equals(Charter.Member.hint(site.location())))
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

  void requireNumber(List<Found> found, Charter charter) {
    if (charter.all().size() != charters.sites().size()) {
      throw wrongLocations(found, charter);
    }
  }

  /** Says which they are now. */
  private IllegalArgumentException wrongLocations(List<Found> found, Charter charter) {
    String exchange =
        charter.isExchanging()
            ? ", of which "
                + Charter.hints(charter.leaving())
                + " is being exchanged for "
                + Charter.hints(charter.joining())
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
            + charters.sites().size()
            + " were given: "
            + charter.all().stream().map(Charter.Member::hint).toList()
            + exchange
            + (formers.isEmpty() ? "" : "; no longer among them: " + formers));
  }

  private static void requireRole(Site site, Charter.Member member) {
    if (member.role() != site.location().role()) {
      String is = member.role() == Role.WITNESS ? "a witness" : "a location with data";
      throw new IllegalArgumentException(
          site.location() + " is " + is + " of its store; open it as that");
    }
  }
}
