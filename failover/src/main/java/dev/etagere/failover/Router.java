package dev.etagere.failover;

import dev.etagere.core.Ambient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Says which location a call goes to first, and where next: the first in the order given whose
 * breaker lets it. The order can be changed by hand. Safe for use by many threads.
 *
 * <p>While a breaker is open, calls go straight to the next location. Whether the location is well
 * again is found out by a probe on a daemon thread, if there is one, else by one of the calls. When
 * all are open, they are asked all the same, in order.
 */
public final class Router implements AutoCloseable {
  private final List<LocationHealth> all;
  private final Ambient ambient;
  private final FailoverListener listener;
  private final @Nullable Probing probing;
  private final LongAdder failovers = new LongAdder();
  private final Set<String> drained = new HashSet<>();
  private @Nullable String preferred;
  private volatile Route usual;
  private volatile RouterStatus.@Nullable LastFailover last;

  private Router(Builder builder) {
    this.ambient = builder.ambient;
    this.listener = FailoverListener.guarded(builder.listener);
    List<LocationHealth> healths = new ArrayList<>();
    for (String name : builder.names) {
      healths.add(new LocationHealth(name, builder.settings, ambient, this::changed));
    }
    this.all = List.copyOf(healths);
    this.probing = builder.probe == null ? null : new Probing(builder.probe, ambient);
    this.usual = ordered();
  }

  /** A builder; two locations are what it needs. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where a call goes now. */
  public Route route() {
    Route route = usual;
    return route.first().state() == BreakerState.CLOSED ? route : around(route);
  }

  private Route around(Route route) {
    List<LocationHealth> order = new ArrayList<>();
    order.add(route.first());
    order.addAll(route.next());
    LocationHealth first = order.stream().filter(this::lets).findFirst().orElse(route.first());
    order.remove(first);
    // A location that is known to be down comes last.
    order.sort((a, b) -> Boolean.compare(isOpen(a), isOpen(b)));
    return new Route(first, order);
  }

  private boolean lets(LocationHealth health) {
    return health.state() == BreakerState.CLOSED || (probing == null && health.mayTry());
  }

  private static boolean isOpen(LocationHealth health) {
    return health.state() != BreakerState.CLOSED;
  }

  /**
   * One location.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public LocationHealth health(String name) {
    for (LocationHealth health : all) {
      if (health.name().equals(name)) {
        return health;
      }
    }
    throw new IllegalArgumentException(
        "no location is called '" + name + "'; there are " + names());
  }

  /** The names, in the order given. */
  public List<String> names() {
    return all.stream().map(LocationHealth::name).toList();
  }

  /** From now on calls go to this location first, as long as its breaker lets them. */
  public synchronized void prefer(String name) {
    preferred = health(name).name();
    usual = ordered();
  }

  /**
   * From now on no call goes to this location that could go elsewhere, not even when the other one
   * fails.
   *
   * @throws IllegalStateException if no location would be left
   */
  public synchronized void drain(String name) {
    LocationHealth one = health(name);
    if (!drained.contains(name) && drained.size() == all.size() - 1) {
      throw new IllegalStateException(
          "'" + name + "' is the only location that is not drained: call automatic() first");
    }
    drained.add(one.name());
    usual = ordered();
  }

  /** Takes back {@link #prefer} and {@link #drain}. */
  public synchronized void automatic() {
    preferred = null;
    drained.clear();
    usual = ordered();
  }

  private Route ordered() {
    List<LocationHealth> order = new ArrayList<>();
    for (LocationHealth health : all) {
      if (!drained.contains(health.name())) {
        order.add(health.name().equals(preferred) ? 0 : order.size(), health);
      }
    }
    return new Route(order.remove(0), order);
  }

  /** For whoever sends the calls: one went on elsewhere. Counts it and tells the listener. */
  public void failedOver(Call call, String to, Throwable cause) {
    failovers.increment();
    last =
        new RouterStatus.LastFailover(
            ambient.now(), call.location(), to, LocationHealth.words(cause));
    listener.failover(call, to, cause);
  }

  /** How things are. */
  public synchronized RouterStatus status() {
    Route now = usual;
    LocationHealth first = now.first();
    for (LocationHealth next : now.next()) {
      if (isOpen(first) && !isOpen(next)) {
        first = next;
      }
    }
    return new RouterStatus(
        first.name(),
        preferred,
        all.stream().map(health -> health.status(drained.contains(health.name()))).toList(),
        failovers.sum(),
        last);
  }

  private void changed(LocationHealth health, BreakerState from, BreakerState to) {
    listener.breaker(health.name(), from, to);
    if (to == BreakerState.OPEN && probing != null) {
      probing.later(health);
    }
    if (to == BreakerState.CLOSED && usual.first() == health) {
      listener.failback(health.name());
    }
  }

  /** Ends the probing. Routes are still given. */
  @Override
  public void close() {
    if (probing != null) {
      probing.close();
    }
  }

  /** Collects what a router is made of; for one thread. */
  public static final class Builder {
    private final List<String> names = new ArrayList<>();
    private BreakerSettings settings = BreakerSettings.standard();
    private Ambient ambient = Ambient.system();
    private FailoverListener listener = FailoverListener.NONE;
    private @Nullable HealthProbe probe;

    private Builder() {}

    /**
     * The next location in order, the first being the one calls go to while it is well.
     *
     * @throws IllegalArgumentException if there is one of this name already
     */
    public Builder location(String name) {
      if (names.contains(Objects.requireNonNull(name, "name"))) {
        throw new IllegalArgumentException("two locations are called '" + name + "'");
      }
      names.add(name);
      return this;
    }

    /** When breakers open and close; {@link BreakerSettings#standard()} by default. */
    public Builder breaker(BreakerSettings all) {
      settings = all;
      return this;
    }

    /** The clock; the machine's by default. */
    public Builder ambient(Ambient clocks) {
      ambient = clocks;
      return this;
    }

    /** Who hears of it; nobody by default. */
    public Builder listener(FailoverListener hears) {
      listener = hears;
      return this;
    }

    /**
     * How to find out whether a location is well again, on one daemon thread of the router's. By
     * default a call does, one at a time.
     */
    public Builder probe(HealthProbe how) {
      probe = how;
      return this;
    }

    /**
     * The router. Close it if it has a probe.
     *
     * @throws IllegalStateException if there are not two locations at least
     */
    public Router build() {
      if (names.size() < 2) {
        throw new IllegalStateException(
            "a router needs two locations at least: call location(...)");
      }
      return new Router(this);
    }
  }
}
