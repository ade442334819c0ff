package dev.etagere.replication;

/** Whether two objects are the same, and why it is said. */
record Judgement(Sameness sameness, String why) {
  /** What can be said of two objects. */
  enum Sameness {
    EQUAL,
    DIFFERENT,
    /** Same size, and ETags that say nothing about each other. */
    NOT_COMPARABLE
  }

  static Judgement equal(String why) {
    return new Judgement(Sameness.EQUAL, why);
  }

  static Judgement different(String why) {
    return new Judgement(Sameness.DIFFERENT, why);
  }

  static Judgement notComparable(String why) {
    return new Judgement(Sameness.NOT_COMPARABLE, why);
  }
}
