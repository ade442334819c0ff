package dev.etagere.contract;

/** A number that many writers increment; as JSON it is {@code {"count":n}}. */
record Counter(long count) {
  static Counter zero() {
    return new Counter(0);
  }

  Counter next() {
    return new Counter(count + 1);
  }
}
