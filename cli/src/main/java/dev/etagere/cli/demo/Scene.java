package dev.etagere.cli.demo;

import dev.etagere.core.ObjectStore;
import dev.etagere.core.TypedStore;
import dev.etagere.quorum.store.QuorumListener;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Locations, and what happens to them, under a load that is the same for each scene. */
interface Scene extends AutoCloseable {
  /** What it is called in the table. */
  String name();

  /** What is shown of it before it begins, in lines. */
  List<String> introduction();

  /** What the locations are called, in their order. */
  List<String> locations();

  /**
   * The store of one more client, as if it were a process of its own.
   *
   * @param listener hears of copies where the store counts them
   */
  ObjectStore open(QuorumListener listener);

  /**
   * Changes a counter by a function of what it is.
   *
   * @return what it is then
   */
  default Tally change(TypedStore<Tally> tallies, String key, UnaryOperator<Tally> change) {
    return tallies.update(key, Tally::empty, change).value();
  }

  /** What happens, one after the other. */
  List<Act> acts();

  /** Waits, for a bounded time, until the locations have done by themselves what they can. */
  void settle() throws InterruptedException;

  @Override
  void close();

  /**
   * A phase.
   *
   * @param lasts for how long
   * @param part what it is for the measurement
   * @param begin what happens
   */
  record Act(String name, Duration lasts, Part part, Runnable begin) {}

  /** What is of interest in a phase. */
  enum Part {
    /** All is well. */
    CALM,
    /** It begins with the end of the first location. */
    HOME_AWAY,
    /** It lasts longer if need be: until each client takes all locations for well again. */
    RETURN,
    /** None of these. */
    OTHER
  }
}
