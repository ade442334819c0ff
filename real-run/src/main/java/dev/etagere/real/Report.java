package dev.etagere.real;

import dev.etagere.simulation.RegisterCheck.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The table a run ends with. */
final class Report {
  /** A call may end so much after its deadline on a machine that has too much to do. */
  private static final long GRACE = 10_000_000_000L;

  private final List<Entry> entries;
  private final Checks checks;
  private final Map<String, List<Long>> pauses = new TreeMap<>();
  private String outage = "";

  Report(List<Entry> entries, Checks checks) {
    this.entries = entries;
    this.checks = checks;
  }

  /**
   * Adds, for each client, the time from a blow to the end of the first write of its own key that
   * was begun later and ended when the blow had struck: rather too long than too short.
   */
  void pauses(String who, long before, long after) {
    Map<String, Long> first = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.acknowledged()
          && entry.workload.equals(Client.PULSE)
          && entry.start >= before
          && entry.end >= after) {
        first.merge(entry.client, entry.end - before, Math::min);
      }
    }
    // A client that is started meanwhile does not count: it waits for itself.
    for (Entry entry : entries) {
      if (entry.start < before) {
        Long pause = first.remove(entry.client);
        if (pause != null) {
          pauses.computeIfAbsent(who, name -> new ArrayList<>()).add(pause);
        }
      }
    }
  }

  /**
   * Of the calls under way while two were down; and whether all clients write again.
   *
   * @param from two are down
   * @param until the first of them is about to come back
   * @param to all are back
   */
  void outage(long from, long until, long to) {
    List<Entry> during =
        entries.stream()
            // What a client killed before had under way ended then.
            .filter(entry -> entry.start < until && entry.end > from)
            .filter(entry -> entry.answered() || entry.start > from)
            .toList();
    long slowest = 0;
    for (Entry entry : during) {
      if (entry.start > from && entry.end < until && entry.wasAnsweredByAMajority()) {
        checks.violations.add("one location alone answered: " + entry);
      }
      if (entry.answered()) {
        slowest = Math.max(slowest, entry.end - entry.start);
      } else {
        checks.violations.add("not answered while two locations were down: " + entry);
      }
    }
    if (slowest > Client.DEADLINE.toNanos() + GRACE) {
      checks.violations.add("a call took " + slowest / 1_000_000 + " ms with two locations down");
    }
    long writers =
        entries.stream()
            .filter(entry -> entry.acknowledged() && entry.start > to)
            .map(entry -> entry.client)
            .distinct()
            .count();
    if (writers == 0) {
      checks.violations.add("no client wrote after all locations were back");
    }
    outage =
        String.format(
            Locale.ROOT,
            "two down: %d calls under way, %d unavailable, %d unknown, slowest %d ms;"
                + " clients writing after: %d%n",
            during.size(),
            count(during, Outcome.NOT_DONE),
            count(during, Outcome.OPEN),
            slowest / 1_000_000,
            writers);
  }

  boolean isGood() {
    return checks.violations.isEmpty() && checks.lost == 0;
  }

  int lost() {
    return checks.lost;
  }

  int violations() {
    return checks.violations.size();
  }

  long acknowledged() {
    return entries.stream().filter(Entry::acknowledged).count();
  }

  private static long count(List<Entry> entries, Outcome outcome) {
    return entries.stream().filter(entry -> entry.outcome == outcome).count();
  }

  String table() {
    StringBuilder table = new StringBuilder();
    checks.violations.stream().limit(5).forEach(what -> table.append(what).append('\n'));
    table.append(
        String.format(
            Locale.ROOT,
            "operations=%d acknowledged-writes=%d conflicts=%d unavailable=%d unknown=%d"
                + " registers=%d lost=%d violations=%d%n",
            entries.size(),
            acknowledged(),
            count(entries, Outcome.CONFLICT),
            count(entries, Outcome.NOT_DONE),
            count(entries, Outcome.OPEN),
            checks.registers,
            checks.lost,
            checks.violations.size()));
    pauses.forEach(
        (who, times) -> {
          times.sort(Comparator.naturalOrder());
          table.append(
              String.format(
                  Locale.ROOT,
                  "pause after losing %s: p50 %d ms, p99 %d ms (%d clients' waits)%n",
                  who,
                  times.get(times.size() / 2) / 1_000_000,
                  times.get((times.size() * 99 - 1) / 100) / 1_000_000,
                  times.size()));
        });
    return table.append(outage).toString();
  }
}
