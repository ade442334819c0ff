package dev.etagere.failover;

import java.time.Duration;
import java.util.List;

/**
 * Hears what happens to calls and locations. Every method does nothing unless overridden. They are
 * called on the thread where it happens, many at once, and must return soon; what they throw is
 * logged and goes no further.
 *
 * <p>For each call: {@link #send} for each location it goes to; in between {@link #retry}, {@link
 * #failover} and the like; then {@link #success} or {@link #error}, and {@link #complete}.
 */
public interface FailoverListener {
  /** A listener that does nothing. */
  FailoverListener NONE = new FailoverListener() {};

  /** The call is about to be sent to a location. */
  default void send(Call call) {}

  /** The request is sent again to the same location. */
  default void retry(Call call) {}

  /**
   * Whether to be told of {@link #retry}, which has its cost. By default if that method is
   * overridden.
   */
  default boolean hearsOfRetries() {
    try {
      return getClass().getMethod("retry", Call.class).getDeclaringClass()
          != FailoverListener.class;
    } catch (NoSuchMethodException e) {
      return true;
    }
  }

  /** The location has failed the call; whether another one is asked is not decided yet. */
  default void extractError(Call call, Throwable error) {}

  /** The location's answer has arrived, and was understood. */
  default void extractData(Call call) {}

  /** Bytes of a body that is being read have arrived. */
  default void httpData(Call call, long bytes) {}

  /** The call has succeeded. */
  default void success(Call call, Duration took) {}

  /** The call has failed, for good. */
  default void error(Call call, Throwable error) {}

  /** The same, with what it took; what is called. Calls the other one unless overridden. */
  default void error(Call call, Throwable error, Duration took) {
    error(call, error);
  }

  /** The call is over, one way or the other. For a body that is read later: its head is there. */
  default void complete(Call call, Duration took) {}

  /**
   * The call goes on at another location.
   *
   * @param call the call as it failed; {@link Call#location} is the location that failed it
   * @param to the location it goes to now
   * @param cause why
   */
  default void failover(Call call, String to, Throwable cause) {}

  /** A body that broke off goes on from the byte it had reached, at this location. */
  default void resume(Call call, String at, long position, Throwable cause) {}

  /** A second request goes to another location, since the first has not answered for a while. */
  default void hedge(Call call, String to, Duration after) {}

  /** There is no such object at the call's location; the other one is asked. */
  default void readThrough(Call call, String to) {}

  /** A location's breaker has changed. */
  default void breaker(String location, BreakerState from, BreakerState to) {}

  /** Calls go to this location again, which comes first. */
  default void failback(String location) {}

  /** All of them, in this order. One that throws keeps nothing from the others. */
  static FailoverListener all(List<FailoverListener> listeners) {
    return listeners.isEmpty() ? NONE : new ManyListeners(List.copyOf(listeners));
  }

  /** One that throws nothing. */
  static FailoverListener guarded(FailoverListener listener) {
    return listener == NONE || listener instanceof ManyListeners
        ? listener
        : all(List.of(listener));
  }
}
