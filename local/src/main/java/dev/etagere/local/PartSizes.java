package dev.etagere.local;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The sizes of the parts an object was uploaded in.
 *
 * @param sizes in bytes, in the order of the parts; never empty
 */
public record PartSizes(List<Long> sizes) {
  private static final char TIMES = '*';

  /** Copies the list. */
  public PartSizes {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("an object has at least one part");
    }
  }

  /** How many parts there are. */
  public int count() {
    return sizes.size();
  }

  /** Where a part lies; they count from 1 on, whatever the numbers they were uploaded with. */
  Range.Slice slice(int number) {
    long before = sizes.subList(0, number - 1).stream().mapToLong(Long::longValue).sum();
    return new Range.Slice(before, sizes.get(number - 1));
  }

  /** Short, since most parts are of one size. */
  String text() {
    StringJoiner text = new StringJoiner(" ");
    for (int from = 0; from < sizes.size(); ) {
      int end = from + 1;
      while (end < sizes.size() && sizes.get(end).equals(sizes.get(from))) {
        end++;
      }
      text.add(sizes.get(from) + (end - from == 1 ? "" : "" + TIMES + (end - from)));
      from = end;
    }
    return text.toString();
  }

  /** Reads what {@link #text} wrote. */
  static PartSizes parse(String text) {
    List<Long> sizes = new ArrayList<>();
    for (String run : text.split(" ", -1)) {
      int times = run.indexOf(TIMES);
      long size = Long.parseLong(times < 0 ? run : run.substring(0, times));
      int count = times < 0 ? 1 : Integer.parseInt(run.substring(times + 1));
      for (int i = 0; i < count; i++) {
        sizes.add(size);
      }
    }
    return new PartSizes(sizes);
  }
}
