package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;
import dev.etagere.failover.BreakerSettings;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.HealthProbe;
import dev.etagere.failover.Router;
import dev.etagere.failover.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What both clients are built of. For one thread.
 *
 * @param <C> the SDK's client of one location
 * @param <B> the SDK's body of a request
 * @param <S> the builder itself
 */
public abstract sealed class FailoverBuilder<C, B, S extends FailoverBuilder<C, B, S>>
    permits FailoverS3Client.Builder, FailoverS3AsyncClient.Builder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  private @Nullable Given<C> primary;
  private @Nullable Given<C> secondary;
  private @Nullable String bucket;
  private boolean probes = true;
  private BreakerSettings breaker = BreakerSettings.standard();
  FailoverRule rule = FailoverRule.standard();
  AttemptLimits limits = AttemptLimits.standard();
  @Nullable Hedging hedging;
  FailoverListener listener = FailoverListener.NONE;
  Ambient ambient = Ambient.system();
  boolean readThrough;
  boolean conditionalWritesAtSecondary;
  @Nullable BodySupplier<B> bodies;

  private record Given<C>(
      String role, @Nullable String name, @Nullable C client, @Nullable String bucket) {
    void check() {
      require(name, "name");
      require(client, "client");
      require(bucket, "bucket");
      if (name != null && !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the " + role + "'s name '" + name + "' is not 1 to 32 of A-Z a-z 0-9 . _ -");
      }
    }

    private void require(@Nullable Object given, String what) {
      if (given == null || "".equals(given)) {
        throw new IllegalArgumentException(
            "the " + role + "'s " + what + " is missing: call " + role + "(name, client, bucket)");
      }
    }
  }

  FailoverBuilder() {}

  abstract S self();

  /**
   * The location calls go to while it is well; required.
   *
   * @param name what it is called in events, ids and errors: 1 to 32 letters, digits, {@code .},
   *     {@code _} or {@code -}; it is part of the ids callers get, so keep it
   * @param client the SDK's client for it; closed with this client. Its own retries happen within
   *     one attempt: few or none let a call go on sooner
   * @param bucket its bucket
   */
  public final S primary(String name, C client, String bucket) {
    primary = new Given<>("primary", name, client, bucket);
    return self();
  }

  /** The location calls go on to; required. See {@link #primary}. */
  public final S secondary(String name, C client, String bucket) {
    secondary = new Given<>("secondary", name, client, bucket);
    return self();
  }

  /** The bucket's name in requests and responses; required. Any other is refused. */
  public final S bucket(String name) {
    bucket = name;
    return self();
  }

  /** Which failures are a reason to go on; {@link FailoverRule#standard()} by default. */
  public final S rule(FailoverRule which) {
    rule = which;
    return self();
  }

  /** How long a call may take at one location; {@link AttemptLimits#standard()} by default. */
  public final S limits(AttemptLimits times) {
    limits = times;
    return self();
  }

  /** When a location counts as down and up again; {@link BreakerSettings#standard()} by default. */
  public final S breaker(BreakerSettings settings) {
    breaker = settings;
    return self();
  }

  /**
   * Whether a location that is down is tried with HeadBucket on a daemon thread (the default), or
   * by one of the calls. Any status below 500 is an answer, so a 403 will do.
   */
  public final S probes(boolean own) {
    probes = own;
    return self();
  }

  /**
   * Asks for what is being read at the second location as well when the first is slow; off by
   * default, since what comes from there may be older.
   */
  public final S hedging(Hedging when) {
    hedging = when;
    return self();
  }

  /**
   * Whether GetObject and HeadObject ask the other location when the first has no such object, as
   * it may be after an outage; {@code false} by default. An object that was deleted here and whose
   * delete has not been replicated yet is found there again.
   */
  public final S readThrough(boolean asks) {
    readThrough = asks;
    return self();
  }

  /**
   * Whether writes under a condition go to the secondary when the primary fails; {@code false} by
   * default. Replication is asynchronous: there, the condition is judged against the past, and two
   * writers can both win.
   */
  public final S conditionalWritesAtSecondary(boolean allowed) {
    conditionalWritesAtSecondary = allowed;
    return self();
  }

  /** Supplies bodies that cannot be sent again; none by default, and such a call fails. */
  public final S bodies(BodySupplier<B> supplier) {
    bodies = supplier;
    return self();
  }

  /** Who hears of it all; nobody by default. */
  public final S listener(FailoverListener hears) {
    listener = hears;
    return self();
  }

  /** The clock; the machine's by default. */
  public final S ambient(Ambient clocks) {
    ambient = clocks;
    return self();
  }

  /** Checks all, and makes the part that both clients share. */
  final Engine<C> engine(boolean limitsByRequest) {
    Given<C> first = given(primary, "primary");
    Given<C> second = given(secondary, "secondary");
    if (bucket == null || bucket.isEmpty()) {
      throw new IllegalArgumentException(
          "the bucket is missing: call bucket(name) with the name that callers use");
    }
    String one = String.valueOf(first.name);
    String other = String.valueOf(second.name);
    if (one.equals(other)) {
      throw new IllegalArgumentException("both locations are called '" + one + "'");
    }
    Map<String, Given<C>> given = Map.of(one, first, other, second);
    Router.Builder router =
        Router.builder()
            .location(one)
            .location(other)
            .breaker(breaker)
            .ambient(ambient)
            .listener(listener);
    if (probes) {
      router.probe(probe(given));
    }
    Router built = router.build();
    Map<String, Place<C>> places = new LinkedHashMap<>();
    given.forEach((name, g) -> places.put(name, place(g, built)));
    return new Engine<>(
        this, new Plan.Names(bucket, List.of(one, other)), places, built, limitsByRequest);
  }

  private static <C> Given<C> given(@Nullable Given<C> given, String role) {
    if (given == null) {
      throw new IllegalArgumentException(
          "the " + role + " is missing: call " + role + "(name, client, bucket)");
    }
    given.check();
    return given;
  }

  private static <C> Place<C> place(Given<C> given, Router router) {
    if (given.name == null || given.client == null || given.bucket == null) {
      throw new IllegalStateException("checked before");
    }
    return new Place<>(
        given.name,
        given.client,
        given.bucket,
        router.health(given.name),
        ClientSettings.of(given.client));
  }

  private HealthProbe probe(Map<String, Given<C>> given) {
    return name -> {
      Given<C> one = given.get(name);
      if (one != null && one.client != null && one.bucket != null) {
        try {
          probe(one.client, one.bucket);
        } catch (AwsServiceException e) {
          if (FailoverRule.trouble(e) != Trouble.NONE) {
            throw e;
          } // else it is well: not everybody may ask for the head of a bucket
        }
      }
    };
  }

  /** Asks for the bucket's head, within the limit of an answer. */
  abstract void probe(C client, String ownBucket) throws Exception;
}
