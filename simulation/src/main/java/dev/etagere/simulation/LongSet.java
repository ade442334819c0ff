package dev.etagere.simulation;

/** A set of 64-bit fingerprints, eight bytes each. */
final class LongSet {
  private long[] table = new long[1 << 16];
  private int size;

  /** Adds one; false if it was there. */
  boolean add(long print) {
    long value = print == 0 ? 1 : print;
    if (size * 2 > table.length) {
      grow();
    }
    boolean added = insert(table, value);
    size += added ? 1 : 0;
    return added;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] larger = new long[table.length * 2];
    for (long value : table) {
      if (value != 0) {
        insert(larger, value);
      }
    }
    table = larger;
  }

  private static boolean insert(long[] table, long value) {
    int mask = table.length - 1;
    int at = (int) (value ^ value >>> 32) & mask;
    while (table[at] != 0) {
      if (table[at] == value) {
        return false;
      }
      at = (at + 1) & mask;
    }
    table[at] = value;
    return true;
  }
}
