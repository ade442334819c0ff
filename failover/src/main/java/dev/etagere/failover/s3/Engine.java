package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.LocationHealth;
import dev.etagere.failover.Route;
import dev.etagere.failover.Router;
import dev.etagere.failover.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.s3.model.S3Request;

/** What both clients decide alike: where a call may go, what it carries, what a failure means. */
final class Engine<C> {
  private static final int NOT_FOUND = 404;

  private final Plan.Names names;
  private final Map<String, Place<C>> places;
  private final Router router;
  private final FailoverRule rule;
  private final AttemptLimits limits;
  private final @Nullable Hedging hedging;
  private final FailoverListener listener;
  private final Ambient ambient;
  private final boolean readThrough;
  private final boolean conditionsAnywhere;
  private final boolean limitsByRequest;
  private final Limited limited = new Limited();
  private final boolean hearsOfRetries;

  Engine(
      FailoverBuilder<C, ?, ?> from,
      Plan.Names names,
      Map<String, Place<C>> places,
      Router router,
      boolean limitsByRequest) {
    this.names = names;
    this.places = places;
    this.router = router;
    this.rule = from.rule;
    this.limits = from.limits;
    this.hedging = from.hedging;
    this.listener = FailoverListener.guarded(from.listener);
    this.ambient = from.ambient;
    this.readThrough = from.readThrough;
    this.conditionsAnywhere = from.conditionalWritesAtSecondary;
    this.limitsByRequest = limitsByRequest;
    this.hearsOfRetries = from.listener.hearsOfRetries();
  }

  Router router() {
    return router;
  }

  FailoverListener listener() {
    return listener;
  }

  AttemptLimits limits() {
    return limits;
  }

  Ambient ambient() {
    return ambient;
  }

  List<Place<C>> places() {
    return names.locations().stream().map(this::place).toList();
  }

  Place<C> place(String name) {
    Place<C> place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no location is called '" + name + "'");
    }
    return place;
  }

  /** The client of the location a call would go to. */
  C first() {
    return place(router.route().first().name()).client();
  }

  Plan plan(S3Request request) {
    Plan plan = new Plan(names, request);
    String pinned = plan.pinned();
    if (plan.conditional() && pinned != null && !conditionsAnywhere && !pinned.equals(primary())) {
      throw new Failures(plan)
          .because(
              "refused: it is a conditional write, and its "
                  + plan.pinnedBy()
                  + " ties it to '"
                  + pinned
                  + "'. "
                  + whyNoConditions());
    }
    return plan;
  }

  private String primary() {
    return names.locations().get(0);
  }

  /** Where it may go, in order. What can go to one location only goes there, whatever its state. */
  List<Place<C>> order(Plan plan) {
    String only = only(plan);
    if (only != null) {
      return List.of(place(only));
    }
    Route route = router.route();
    if (route.next().isEmpty()) {
      return List.of(place(route.first().name()));
    }
    List<Place<C>> order = new ArrayList<>(2);
    order.add(place(route.first().name()));
    for (LocationHealth next : route.next()) {
      order.add(place(next.name()));
    }
    return order;
  }

  private @Nullable String only(Plan plan) {
    if (plan.pinned() != null) {
      return plan.pinned();
    }
    return plan.conditional() && !conditionsAnywhere ? primary() : null;
  }

  /** How long to wait before a read is asked elsewhere too; {@code null} if it is not. */
  @Nullable Duration hedge(Plan plan, List<Place<C>> order) {
    return hedging == null || !plan.isRead() || order.size() < 2
        ? null
        : hedging.delay(order.get(0).health());
  }

  boolean failsOver(Throwable failure) {
    return rule.failsOver(failure);
  }

  /** Whether the object is not there and the other location is to be asked for it. */
  boolean readsThrough(Plan plan, Throwable failure) {
    return readThrough
        && plan.readsAnObject()
        && FailoverRule.unwrap(failure) instanceof AwsServiceException answered
        && answered.statusCode() == NOT_FOUND
        && !"NoSuchBucket".equals(FailoverRule.code(answered));
  }

  /** Notes what a failure says about a location. */
  void failed(Place<C> place, Call call, Throwable failure) {
    if (FailoverRule.unwrap(failure) instanceof CancellationException) {
      return; // nobody waits for it any more
    }
    listener.extractError(call, failure);
    Trouble trouble = FailoverRule.trouble(failure);
    if (trouble != Trouble.NONE || FailoverRule.unwrap(failure) instanceof AwsServiceException) {
      place.health().failed(trouble, failure);
    }
  }

  /** The error when all that could be asked have failed. */
  Throwable exhausted(Plan plan, Failures failures) {
    if (plan.pinned() != null) {
      return failures.because(
          "its "
              + plan.pinnedBy()
              + " ties it to '"
              + plan.pinned()
              + "', and it cannot go on elsewhere"
              + ("upload id".equals(plan.pinnedBy())
                  ? "; begin the upload anew, and it goes to a location that is well"
                  : "; try again when that location is back, or ask without it"));
    }
    if (only(plan) != null) {
      return failures.because(
          "a conditional write goes to the primary '" + primary() + "' only. " + whyNoConditions());
    }
    return failures.atEvery();
  }

  private static String whyNoConditions() {
    return "Replication between the locations is asynchronous: at the secondary the condition would"
        + " be judged against the past. Allow it on purpose with conditionalWritesAtSecondary(true)"
        + " on the builder, or use three locations with a quorum, which keep conditions exact"
        + " through an outage";
  }

  /** The request for one location: the caller's own if that will do. */
  S3Request prepared(Plan plan, Place<C> place, Call call, long bodyBytes) {
    return prepared(plan, place, call, bodyBytes, null);
  }

  /** With a plugin of this one attempt's. */
  S3Request prepared(
      Plan plan, Place<C> place, Call call, long bodyBytes, @Nullable SdkPlugin plugin) {
    ClientSettings client = place.settings();
    AwsRequestOverrideConfiguration own = plan.request().overrideConfiguration().orElse(null);
    Duration limit = limitsByRequest ? client.needed(limits.of(plan.isLong(), bodyBytes)) : null;
    boolean hears = hearsOfRetries && client.retries();
    if (own == null && plugin == null && !client.intercepted() && !hears) {
      return plan.at(place, limit == null ? null : limited.with(limit));
    }
    AwsRequestOverrideConfiguration.Builder over =
        own == null ? AwsRequestOverrideConfiguration.builder() : own.toBuilder();
    over.putExecutionAttribute(FailoverAttributes.CALL, call);
    if (limit != null) {
      over.apiCallTimeout(least(over.apiCallTimeout(), limit));
    }
    if (plugin != null) {
      over.addPlugin(plugin);
    }
    if (hears) {
      over.putExecutionAttribute(RetryEvents.LISTENER, listener);
      if (!client.tellsOfRetries()) {
        over.addPlugin(RetryEvents.ALL);
      }
    }
    return plan.at(place, over.build());
  }

  private static Duration least(@Nullable Duration callers, Duration ours) {
    return callers != null && callers.compareTo(ours) < 0 ? callers : ours;
  }

  Duration since(long began) {
    return Duration.ofNanos(ambient.nanoTime() - began);
  }
}
