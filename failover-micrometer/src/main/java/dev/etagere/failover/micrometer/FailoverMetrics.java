package dev.etagere.failover.micrometer;

import dev.etagere.failover.BreakerState;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records what a listener hears as Micrometer's metrics; the same names and tags for the
 * synchronous client, the asynchronous one, and the store over two locations.
 *
 * <table>
 *   <caption>What it records</caption>
 *   <tr><th>name</th><th>kind</th><th>tags</th></tr>
 *   <tr><td>{@code etagere.calls}</td><td>timer</td><td>{@code operation}, {@code location} (the
 *       last it went to), {@code outcome}: see {@link Outcome}</td></tr>
 *   <tr><td>{@code etagere.attempts}</td><td>counter</td><td>{@code operation}, {@code location}:
 *       requests sent, without the SDK's own retries</td></tr>
 *   <tr><td>{@code etagere.retries}</td><td>counter</td><td>{@code operation}, {@code location}
 *       </td></tr>
 *   <tr><td>{@code etagere.failovers}</td><td>counter</td><td>{@code operation}, {@code from},
 *       {@code to}</td></tr>
 *   <tr><td>{@code etagere.failbacks}</td><td>counter</td><td>{@code location}</td></tr>
 *   <tr><td>{@code etagere.breaker.state}</td><td>gauge</td><td>{@code location}: 0 closed, 1 half
 *       open, 2 open</td></tr>
 *   <tr><td>{@code etagere.hedges}</td><td>counter</td><td>{@code operation}, {@code from}, {@code
 *       to}</td></tr>
 *   <tr><td>{@code etagere.read.throughs}</td><td>counter</td><td>{@code operation}, {@code from},
 *       {@code to}</td></tr>
 *   <tr><td>{@code etagere.resumes}</td><td>counter</td><td>{@code operation}, {@code from}, {@code
 *       to}</td></tr>
 * </table>
 *
 * <p>No tag holds a key, a bucket or a message, so there are few meters: their number is bounded by
 * that of operations and locations. A meter is there from the first event on; a breaker's gauge
 * from the first call to its location. Safe for use by many threads.
 *
 * <p>One for each client: give each tags of its own ({@code client=orders}) where several share a
 * registry, or their breakers' gauges are one.
 */
public final class FailoverMetrics implements FailoverListener {
  private static final String OPERATION = "operation";
  private static final String LOCATION = "location";

  private final MeterRegistry registry;
  private final Tags common;
  private final Map<CallTags, Timer> calls = new ConcurrentHashMap<>();
  private final Map<CountTags, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> breakers = new ConcurrentHashMap<>();

  private record CallTags(String operation, String location, Outcome outcome) {}

  private record CountTags(String name, String operation, String location, String to) {}

  /**
   * Records into this registry.
   *
   * @param registry the caller's
   * @param common tags that each meter has beside its own
   */
  public FailoverMetrics(MeterRegistry registry, Iterable<Tag> common) {
    this.registry = registry;
    this.common = Tags.of(common);
  }

  /** Records into this registry, without further tags. */
  public FailoverMetrics(MeterRegistry registry) {
    this(registry, Tags.empty());
  }

  @Override
  public void send(Call call) {
    breaker(call.location());
    at("etagere.attempts", "Requests sent to a location", call);
  }

  @Override
  public void retry(Call call) {
    at("etagere.retries", "Requests the SDK sent again to the same location", call);
  }

  @Override
  public void success(Call call, Duration took) {
    ended(call, Outcome.SUCCESS, took);
  }

  @Override
  public void error(Call call, Throwable error, Duration took) {
    ended(call, Outcome.of(error), took);
  }

  @Override
  public void failover(Call call, String to, Throwable cause) {
    between("etagere.failovers", "Calls that went on at another location", call, to);
  }

  @Override
  public void resume(Call call, String at, long position, Throwable cause) {
    between("etagere.resumes", "Bodies that broke off and went on", call, at);
  }

  @Override
  public void hedge(Call call, String to, Duration after) {
    between("etagere.hedges", "Reads asked at a second location as well", call, to);
  }

  @Override
  public void readThrough(Call call, String to) {
    between("etagere.read.throughs", "Reads of what was missing, asked elsewhere", call, to);
  }

  @Override
  public void breaker(String location, BreakerState from, BreakerState to) {
    breaker(location)
        .set(
            switch (to) {
              case CLOSED -> 0;
              case HALF_OPEN -> 1;
              case OPEN -> 2;
            });
  }

  @Override
  public void failback(String location) {
    count(
        new CountTags("etagere.failbacks", "", location, ""),
        "Times a location came first again",
        Tags.of(LOCATION, location));
  }

  private void ended(Call call, Outcome outcome, Duration took) {
    CallTags tags = new CallTags(call.operation(), call.location(), outcome);
    Timer timer = calls.get(tags);
    if (timer == null) {
      timer = calls.computeIfAbsent(tags, this::timer);
    }
    timer.record(took);
  }

  private Timer timer(CallTags tags) {
    return Timer.builder("etagere.calls")
        .description("Calls over all locations; of a body that is read later, up to its head")
        .tags(common)
        .tags(OPERATION, tags.operation, LOCATION, tags.location, "outcome", tags.outcome.tag())
        .register(registry);
  }

  private void at(String name, String description, Call call) {
    count(
        new CountTags(name, call.operation(), call.location(), ""),
        description,
        Tags.of(OPERATION, call.operation(), LOCATION, call.location()));
  }

  private void between(String name, String description, Call call, String to) {
    count(
        new CountTags(name, call.operation(), call.location(), to),
        description,
        Tags.of(OPERATION, call.operation(), "from", call.location(), "to", to));
  }

  private void count(CountTags tags, String description, Tags all) {
    counters
        .computeIfAbsent(
            tags,
            t ->
                Counter.builder(t.name)
                    .description(description)
                    .tags(common.and(all))
                    .register(registry))
        .increment();
  }

  private AtomicInteger breaker(String location) {
    AtomicInteger known = breakers.get(location);
    return known != null ? known : breakers.computeIfAbsent(location, this::gauge);
  }

  private AtomicInteger gauge(String location) {
    AtomicInteger state = new AtomicInteger();
    Gauge.builder("etagere.breaker.state", state, AtomicInteger::get)
        .description("0 closed, 1 half open, 2 open")
        .tags(common.and(LOCATION, location))
        .register(registry);
    return state;
  }
}
