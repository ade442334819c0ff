package dev.etagere.replication;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Two listings merged by key, in constant memory. */
final class Pairs implements Iterator<Pairs.Pair> {
  private final Walk ofA;
  private final Walk ofB;
  private @Nullable Entry a;
  private @Nullable Entry b;

  Pairs(Site first, Site second, @Nullable String after) {
    this.ofA = new Walk(first, after);
    this.ofB = new Walk(second, after);
  }

  /** A key and what is there, at one of the two at least. */
  record Pair(String key, @Nullable Entry a, @Nullable Entry b) {}

  @Override
  public boolean hasNext() {
    fill();
    return a != null || b != null;
  }

  private void fill() {
    if (a == null && ofA.hasNext()) {
      a = ofA.next();
    }
    if (b == null && ofB.hasNext()) {
      b = ofB.next();
    }
  }

  @Override
  public Pair next() {
    fill();
    Entry first = a;
    Entry second = b;
    if (first == null && second == null) {
      throw new NoSuchElementException();
    }
    int order =
        first == null ? 1 : second == null ? -1 : KeyOrder.compare(first.key(), second.key());
    Entry left = order <= 0 ? first : null;
    Entry right = order >= 0 ? second : null;
    a = left == null ? a : null;
    b = right == null ? b : null;
    return new Pair(left != null ? left.key() : right == null ? "" : right.key(), left, right);
  }
}
