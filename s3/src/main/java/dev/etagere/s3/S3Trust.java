package dev.etagere.s3;

import dev.etagere.core.Guarantee;
import dev.etagere.core.Guarantees;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.probe.Probe;
import dev.etagere.core.probe.ProbeReport;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Which guarantees a location is trusted with. AWS is taken at its word. Behind an endpoint of its
 * own may be any service, and some ignore the conditions of deletes, copies and completed uploads
 * without a word: there each of these is tried once, when it is first needed. Safe for use by many
 * threads.
 */
final class S3Trust {
  private static final int RACE_ROUNDS = 10;
  private static final int LARGE = 4_096;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Set<Guarantee> OFTEN_IGNORED =
      Set.of(
          Guarantee.DELETE_IF_MATCHES, Guarantee.CONDITIONAL_COPY, Guarantee.CONDITIONAL_MULTIPART);

  private final Location location;
  private final StoreSettings settings;
  private final S3Client client;
  private final Bucket bucket;
  private final Map<Guarantee, Boolean> known = new ConcurrentHashMap<>();

  S3Trust(
      Location location,
      StoreSettings settings,
      S3Client client,
      Bucket bucket,
      Set<Guarantee> lacking) {
    this.location = location;
    this.settings = settings;
    this.client = client;
    this.bucket = bucket;
    boolean aws = client.serviceClientConfiguration().endpointOverride().isEmpty();
    for (Guarantee guarantee : Guarantee.values()) {
      if (lacking.contains(guarantee)) {
        known.put(guarantee, false);
      } else if (aws || !OFTEN_IGNORED.contains(guarantee)) {
        known.put(guarantee, true);
      }
    }
  }

  /**
   * Whether it holds; tried out now if that is not known.
   *
   * @param key the user's, for the errors
   * @throws UnavailableException if it could not be tried in time; nothing was done to the key
   */
  boolean holds(@Nullable String key, Guarantee guarantee, Deadline deadline) {
    Boolean answer = known.get(guarantee);
    if (answer == null) {
      answer = tryOut(key, guarantee, deadline);
      known.putIfAbsent(guarantee, answer);
    }
    return answer;
  }

  /**
   * Refuses what needs a guarantee that does not hold.
   *
   * @throws UnsupportedException if it does not; nothing was done to the key
   * @throws UnavailableException as {@link #holds}
   */
  void require(String key, Guarantee guarantee, Deadline deadline) {
    if (!holds(key, guarantee, deadline)) {
      throw new UnsupportedException(
          key,
          location
              + " does not honour '"
              + guarantee.words()
              + "', so '"
              + key
              + "' was left as it is; do it without a condition, or use a location that can",
          null);
    }
  }

  /** The same for a write of an object. */
  void require(String key, Precondition precondition, Deadline deadline) {
    if (precondition instanceof Precondition.Absent) {
      require(key, Guarantee.CREATE_IF_ABSENT, deadline);
    } else if (precondition instanceof Precondition.Matches) {
      require(key, Guarantee.REPLACE_IF_MATCHES, deadline);
    }
  }

  Guarantees guarantees() {
    Deadline deadline = Deadline.after(settings.deadline(), settings.ambient());
    return new Guarantees(
        Arrays.stream(Guarantee.values())
            .filter(g -> holds(null, g, deadline))
            .collect(Collectors.toSet()));
  }

  /**
   * Tries everything, races included.
   *
   * @throws UnsupportedException with the report, if no store can be kept there
   */
  void verify() {
    ProbeReport report =
        Probe.run(trusting(), settings.ambient().newWriteId(), RACE_ROUNDS, LARGE, what -> {});
    if (!report.usable()) {
      throw new UnsupportedException(
          null,
          location + " does not honour conditional writes; no store can be kept there:\n" + report,
          null);
    }
    for (Guarantee guarantee : Guarantee.values()) {
      known.merge(guarantee, report.guarantees().holds(guarantee), Boolean::logicalAnd);
    }
  }

  private boolean tryOut(@Nullable String key, Guarantee guarantee, Deadline deadline) {
    try (ObjectStore bounded = trusting().within(deadline.atLeast(SHORTEST))) {
      return Probe.holds(bounded, settings.ambient().newWriteId(), LARGE, guarantee);
    } catch (UnavailableException | OutcomeUnknownException e) {
      throw new UnavailableException(
          key,
          "whether "
              + location
              + " honours '"
              + guarantee.words()
              + "' could not be tried out; nothing was done, try again later",
          e);
    }
  }

  /** A store that takes everything to hold, and writes in parts what is not quite small. */
  private ObjectStore trusting() {
    StoreSettings inParts = settings.withTransfers(LARGE - 1, settings.partSize(), 1);
    S3Trust all = new S3Trust(location, inParts, client, bucket, Set.of());
    Arrays.stream(Guarantee.values()).forEach(g -> all.known.put(g, true));
    S3Backend backend =
        new S3Backend(location, inParts, all, client, false, bucket, S3Copies.MAX_BYTES_AT_ONCE);
    return Stores.over(backend, inParts);
  }
}
