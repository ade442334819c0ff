package dev.etagere.quorum;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What an operation knows of all locations. */
final class View {
  private final Members members;
  private final @Nullable Sight[] sights;

  View(Members members) {
    this(members, new @Nullable Sight[members.size()]);
  }

  private View(Members members, @Nullable Sight[] sights) {
    this.members = members;
    this.sights = sights;
  }

  View copy() {
    return new View(members, Arrays.copyOf(sights, sights.length));
  }

  Members members() {
    return members;
  }

  int size() {
    return sights.length;
  }

  @Nullable Sight at(int location) {
    return sights[location];
  }

  void put(int location, @Nullable Sight sight) {
    sights[location] = sight;
  }

  /** From now on nothing in it is fresh. */
  void makeStale() {
    for (int i = 0; i < sights.length; i++) {
      Sight sight = sights[i];
      sights[i] = sight == null ? null : sight.stale();
    }
  }

  /** Whether a data location that stays was seen to have the payload of a write. */
  boolean keepsPayload(String id) {
    for (int i = 0; i < sights.length; i++) {
      if (members.keepsData(i) && payload(sights[i], id) != null) {
        return true;
      }
    }
    return false;
  }

  /** The payload of a write, from wherever it was seen: an id names one write and one payload. */
  @Nullable Payload payload(String id) {
    for (Sight sight : sights) {
      Payload payload = payload(sight, id);
      if (payload != null) {
        return payload;
      }
    }
    return null;
  }

  private static @Nullable Payload payload(@Nullable Sight sight, String id) {
    if (sight == null) {
      return null;
    }
    Value value = sight.state().value();
    Kept kept = sight.state().kept();
    if (sight.state().id().equals(id) && value != null && !value.isHollow()) {
      return value.payload();
    }
    return kept != null && kept.id().equals(id) ? kept.payload() : null;
  }
}
