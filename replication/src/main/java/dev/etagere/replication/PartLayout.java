package dev.etagere.replication;

import dev.etagere.core.AbsentException;
import dev.etagere.core.spi.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The sizes of an object's parts, which its ETag depends on: as the service tells them, or as the
 * store's stamp or a guess says where it does not. What comes out is checked before it is
 * completed.
 *
 * @param sizes of the parts in their order
 * @param source where they are known from
 */
record PartLayout(List<Long> sizes, Source source) {
  private static final long MIB = 1 << 20;
  private static final long MAX_PARTS = 10_000;

  /** Sizes that programs use: the AWS CLI and SDKs 8 MiB, others what follows. */
  private static final List<Long> USUAL =
      List.of(8 * MIB, 5 * MIB, 16 * MIB, 64 * MIB, 100 * MIB, 10 * MIB, 15 * MIB, 128 * MIB);

  private static final int MOST_GUESSES = 6;

  /** Where the sizes of parts are known from. */
  enum Source {
    /** The first and the last are told, the others taken to be like the first. */
    ENDS_TOLD,
    /** Each is told. */
    TOLD,
    /** Nobody tells. */
    GUESSED
  }

  /** What the service tells; empty sizes if it tells nothing. */
  static PartLayout told(Site site, Original original) {
    HeadObjectResponse first = part(site, original, 1);
    if (first.partsCount() == null) {
      return new PartLayout(List.of(), Source.GUESSED);
    }
    int count = first.partsCount();
    long size = first.contentLength();
    long last = original.size() - (count - 1) * size;
    boolean even = count == 1 || part(site, original, count).contentLength() == last;
    return even && last > 0 && last <= size
        ? new PartLayout(even(size, original.size()), Source.ENDS_TOLD)
        : each(site, original, count);
  }

  /** Asks for the size of each. */
  static PartLayout each(Site site, Original original, int count) {
    List<Long> sizes = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      sizes.add(part(site, original, number).contentLength());
    }
    return new PartLayout(sizes, Source.TOLD);
  }

  private static HeadObjectResponse part(Site site, Original original, int number) {
    HeadObjectResponse part = Look.partOf(site, original.key(), number);
    if (part == null) {
      throw new AbsentException(
          original.key(), "'" + original.key() + "' was deleted while it was copied", null);
    }
    return part;
  }

  /** Sizes under which the object would have as many parts as its ETag says, likely ones first. */
  static List<Long> guesses(Original original) {
    Set<Long> tried = new TreeSet<>();
    List<Long> guesses = new ArrayList<>();
    long least = divide(original.size(), original.parts());
    List<Long> all = new ArrayList<>(List.of(Stamp.in(original.metadata()).partSize()));
    all.addAll(USUAL);
    all.add(least);
    all.add(divide(least, MIB) * MIB);
    for (long guess : all) {
      boolean fits = guess > 0 && divide(original.size(), guess) == original.parts();
      if (fits && tried.add(guess) && guesses.size() < MOST_GUESSES) {
        guesses.add(guess);
      }
    }
    return guesses;
  }

  static PartLayout guessed(long partSize, Original original) {
    return new PartLayout(even(partSize, original.size()), Source.GUESSED);
  }

  /** For an object whose ETag cannot be had again: 8 MiB, or as much as 10,000 parts need. */
  static PartLayout ofOurs(Original original) {
    return guessed(Math.max(8 * MIB, divide(original.size(), MAX_PARTS)), original);
  }

  private static List<Long> even(long partSize, long size) {
    List<Long> sizes = new ArrayList<>();
    for (long from = 0; from < size || from == 0; from += partSize) {
      sizes.add(Math.min(partSize, size - from));
    }
    return sizes;
  }

  private static long divide(long size, long by) {
    return (size + by - 1) / by;
  }
}
