package dev.etagere.real;

import dev.etagere.simulation.RegisterCheck.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One call of one client: what was asked, and what came of it. */
final class Entry {
  static final String NOTHING = "-";

  final String client;
  final String workload;
  final String key;
  final String kind;
  final String value;
  final String expected;
  final long start;
  long end = Long.MAX_VALUE;
  Outcome outcome = Outcome.OPEN;
  String seen = NOTHING;

  Entry(
      String client,
      String workload,
      String key,
      String kind,
      String value,
      String expected,
      long start) {
    this.client = client;
    this.workload = workload;
    this.key = key;
    this.kind = kind;
    this.value = value;
    this.expected = expected;
    this.start = start;
  }

  boolean writes() {
    return !"READ".equals(kind);
  }

  boolean acknowledged() {
    return writes() && outcome == Outcome.DONE;
  }

  /** What was seen or done stands at two locations at least. */
  boolean wasAnsweredByAMajority() {
    return outcome == Outcome.DONE || outcome == Outcome.CONFLICT;
  }

  /** Answered, in whatever way; not so if its client was killed. */
  boolean answered() {
    return end != Long.MAX_VALUE;
  }

  String beginning(int id) {
    return String.join(
        "\t", "B", "" + id, "" + start, client, workload, key, kind, value, expected);
  }

  String ending(int id) {
    return String.join("\t", "E", "" + id, "" + end, outcome.name(), seen, ".");
  }

  /** Reads a file; a last line cut off by the client's death counts as not written. */
  static List<Entry> read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, Entry> open = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] part = line.split("\t", -1);
      if (part[0].equals("B") && part.length == 9) {
        Entry entry =
            new Entry(
                part[3], part[4], part[5], part[6], part[7], part[8], Long.parseLong(part[2]));
        open.put(part[1], entry);
        entries.add(entry);
      } else if (part[0].equals("E") && part.length == 6) {
        Entry entry = Objects.requireNonNull(open.get(part[1]), "an end without a beginning");
        entry.end = Long.parseLong(part[2]);
        entry.outcome = Outcome.valueOf(part[3]);
        entry.seen = part[4];
      }
    }
    return entries;
  }

  @Override
  public String toString() {
    return beginning(0) + " => " + outcome + " " + seen + " at " + end;
  }
}
