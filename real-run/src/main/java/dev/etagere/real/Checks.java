package dev.etagere.real;

import dev.etagere.simulation.AppendCheck;
import dev.etagere.simulation.RegisterCheck;
import dev.etagere.simulation.RegisterCheck.Kind;
import dev.etagere.simulation.RegisterCheck.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of the histories of all clients and of the documents at the end. */
final class Checks {
  private final List<Entry> entries;
  private final Map<String, String> finals;
  final List<String> violations = new ArrayList<>();
  int lost;
  int registers;

  /**
   * Checks.
   *
   * @param finals what the documents hold when all is over, by key
   */
  Checks(List<Entry> entries, Map<String, String> finals) {
    this.entries = entries;
    this.finals = finals;
    registers();
    counter();
    sets();
    bank();
    pulses();
    logs();
    for (Entry entry : entries) {
      if (entry.seen.equals("CorruptException")) {
        violations.add("corrupt: " + entry);
      }
    }
  }

  private List<Entry> of(String workload) {
    return entries.stream().filter(entry -> entry.workload.equals(workload)).toList();
  }

  private void registers() {
    Map<String, List<Entry>> byKey = new TreeMap<>();
    for (Entry entry : of("register")) {
      byKey.computeIfAbsent(entry.key, key -> new ArrayList<>()).add(entry);
    }
    registers = byKey.size();
    byKey.forEach(
        (key, calls) -> {
          if (!linearizable(calls)) {
            violations.add("not linearizable: " + key + "\n  " + lines(calls));
          }
        });
  }

  private static String lines(List<Entry> calls) {
    Comparator<Entry> inOrder = Comparator.comparingLong(entry -> entry.start);
    return String.join("\n  ", calls.stream().sorted(inOrder).map(Entry::toString).toList());
  }

  private static boolean linearizable(List<Entry> calls) {
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put(Entry.NOTHING, 0);
    for (Entry entry : calls) {
      if (entry.writes()) {
        numbers.put(entry.value, numbers.size());
      }
    }
    List<RegisterCheck.Call> history = new ArrayList<>();
    for (Entry entry : calls) {
      Kind kind = Kind.valueOf(entry.kind);
      String own = kind == Kind.READ ? entry.seen : entry.value;
      boolean toldNothing = kind == Kind.READ && entry.outcome != Outcome.DONE;
      Integer number = toldNothing ? Integer.valueOf(0) : numbers.get(own);
      if (number == null) {
        return false; // It saw what nobody wrote.
      }
      int expected = entry.expected.isEmpty() ? -1 : numbers.get(entry.expected);
      history.add(
          new RegisterCheck.Call(kind, expected, entry.start, entry.end, entry.outcome, number));
    }
    return RegisterCheck.accepts(history);
  }

  private void counter() {
    int done = 0;
    int open = 0;
    Map<String, Entry> results = new HashMap<>();
    for (Entry entry : of("counter")) {
      open += entry.outcome == Outcome.OPEN ? 1 : 0;
      if (entry.acknowledged()) {
        done++;
        Entry other = results.put(entry.seen, entry);
        if (other != null) {
          lost++;
          violations.add("two increments made the counter " + entry.seen + ": " + entry + other);
        }
      }
    }
    int last = Integer.parseInt(finals.getOrDefault(Client.COUNTER, "0"));
    if (last < done || last > done + open) {
      lost += Math.max(0, done - last);
      violations.add("the counter is " + last + ", not " + done + " to " + (done + open));
    }
  }

  private void sets() {
    Set<String> tried = new HashSet<>();
    for (Entry entry : of("set")) {
      tried.add(entry.key + " " + entry.value);
      if (entry.acknowledged() && !elements(entry.key).contains(entry.value)) {
        lost++;
        violations.add("lost from its set: " + entry);
      }
    }
    finals.forEach(
        (key, value) -> {
          for (String element : key.startsWith("set-") ? elements(key) : List.<String>of()) {
            if (!tried.contains(key + " " + element)) {
              violations.add("in " + key + ", but never added: " + element);
            }
          }
        });
  }

  private List<String> elements(String key) {
    return List.of(finals.getOrDefault(key, "").split(" "));
  }

  /** One writer to a key: at the end there is its last write, or one whose end is open. */
  private void pulses() {
    Map<String, List<Entry>> byKey = new TreeMap<>();
    for (Entry entry : of(Client.PULSE)) {
      byKey.computeIfAbsent(entry.key, key -> new ArrayList<>()).add(entry);
    }
    byKey.forEach(
        (key, calls) -> {
          String last = Entry.NOTHING;
          Set<String> open = new HashSet<>();
          for (Entry call : calls) {
            last = call.acknowledged() ? call.value : last;
            if (call.outcome == Outcome.OPEN) {
              open.add(call.value);
            }
          }
          String now = finals.getOrDefault(key, Entry.NOTHING);
          if (!now.equals(last) && !open.contains(now)) {
            lost++;
            violations.add(key + " is " + now + ", not " + last + " nor one of " + open);
          }
        });
  }

  private void logs() {
    Map<String, List<AppendCheck.Call>> byKey = new TreeMap<>();
    for (Entry entry : of(Client.LOG)) {
      List<AppendCheck.Call> calls = byKey.computeIfAbsent(entry.key, key -> new ArrayList<>());
      String seen = entry.seen.equals(Entry.NOTHING) ? "" : entry.seen;
      calls.add(new AppendCheck.Call(entry.value, entry.start, entry.end, entry.outcome, seen));
      if (entry.acknowledged() && !elements(entry.key).contains(entry.value)) {
        lost++;
      }
    }
    byKey.forEach(
        (key, calls) ->
            AppendCheck.violations("", calls, finals.getOrDefault(key, ""))
                .forEach(what -> violations.add(key + ": " + what)));
  }

  private void bank() {
    for (Entry entry : of("bank")) {
      if (entry.outcome == Outcome.DONE && !entry.seen.equals(Entry.NOTHING)) {
        total(entry.seen, entry.toString());
      }
    }
    if (finals.containsKey(Client.BANK)) {
      total(finals.get(Client.BANK), "at the end");
    }
  }

  private void total(String accounts, String where) {
    int total = Arrays.stream(accounts.split(" ")).mapToInt(Integer::parseInt).sum();
    if (total != Client.TOTAL) {
      violations.add("the bank holds " + total + ": " + where);
    }
  }
}
