package dev.etagere.quorum.store;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import dev.etagere.failover.RouterStatus;

/**
 * What only a store over three or more locations has: {@code store.edge(Quorum.class)}. Safe for
 * use by many threads; closed with its store.
 */
public interface Quorum {
  /**
   * A write, and how many copies there are of it.
   *
   * @param version what was written
   * @param copies how many locations with data were seen to hold it when it was acknowledged. With
   *     one, the loss of that location loses it; the others get their copy with a later write of
   *     the key once they are back, or with {@link Care#repair}
   */
  record Written(Version version, int copies) {}

  /**
   * Writes as {@link ObjectStore#put(String, Content, Precondition)} does, and throws what it does.
   */
  Written put(String key, Content content, Precondition precondition);

  /**
   * The same store, its reads asked of the nearest location alone ({@link
   * QuorumPolicy.Reads#LOCAL}); closing it closes nothing.
   */
  ObjectStore localReads();

  /** To verify, repair and clean up what the locations hold. */
  Care care();

  /** How the locations are, as seen from this process. */
  RouterStatus status();
}
