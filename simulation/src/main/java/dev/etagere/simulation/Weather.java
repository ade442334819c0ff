package dev.etagere.simulation;

import java.util.random.RandomGenerator;

/**
 * How bad it gets in one history; all but the counts in thousandths, per occasion.
 *
 * @param loseRequest a request is lost before its effect
 * @param loseReply a reply is lost after the effect
 * @param giveUp a client no longer waits for a reply; the request may land later
 * @param pause a client sleeps, while its requests travel on
 * @param crash a client is killed; its requests travel on
 * @param fault a location freezes or stops
 * @param heal it comes back, having missed what was sent in between
 * @param suspicion a client takes a location for down that is not
 * @param patience a client does not ask a location yet (hedging, back-off)
 * @param hurry an operation is told that its time is up
 * @param wander a client would rather have another home
 * @param lead a write would rather have a sticky term
 */
record Weather(
    int clients,
    int opsPerClient,
    int loseRequest,
    int loseReply,
    int giveUp,
    int pause,
    int crash,
    int fault,
    int heal,
    int suspicion,
    int patience,
    int hurry,
    int wander,
    int lead) {

  static Weather of(RandomGenerator random) {
    int clients = 2 + random.nextInt(4);
    // In some histories locations stay away for long, and the home moves all the time.
    boolean restless = random.nextInt(5) == 0;
    return new Weather(
        clients,
        2 + random.nextInt(48 / clients / 2),
        some(random, 120),
        some(random, 200),
        some(random, 80),
        some(random, 12),
        some(random, 6),
        restless ? 5 + random.nextInt(20) : some(random, 12),
        restless ? 4 + random.nextInt(20) : 20 + random.nextInt(100),
        some(random, random.nextInt(3) == 0 ? 700 : 250),
        some(random, 400),
        restless ? random.nextInt(80) : some(random, 6),
        restless ? random.nextInt(1_000) : some(random, 100),
        restless ? 0 : some(random, random.nextBoolean() ? 1_000 : 200));
  }

  /** Often none at all, sometimes little, sometimes much. */
  private static int some(RandomGenerator random, int most) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1 + most / 4);
      default -> random.nextInt(1 + most);
    };
  }
}
