package dev.etagere.real;

import dev.etagere.core.Ambient;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.simulation.RegisterCheck.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Clients, a nemesis, and the checks of what came of it. */
final class RealRun {
  private static final int CLIENTS = 8;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final List<String> LOCATIONS =
      List.of("the home", "the second location with data", "the witness");
  private static final String SOON = "a location soon after another was back";

  /** A location went down between two moments. */
  private record Blow(String who, long before, long after) {}

  private final Subject subject;
  private final Servers servers;
  private final Path directory;
  private final SplittableRandom random;
  private final Ambient ambient = Ambient.system();
  private final List<Child> clients = new ArrayList<>();
  private final List<Blow> blows = new ArrayList<>();
  private int started;
  private long twoDown;
  private long oneBack;
  private long allBack;

  RealRun(Subject subject, Servers servers, Path directory, long seed) {
    this.subject = subject;
    this.servers = servers;
    this.directory = directory;
    this.random = new SplittableRandom(seed);
  }

  /** See {@code simulation/real}. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    String servedBy = options.getOrDefault("--servers", "local");
    String control = options.getOrDefault("--control", "none");
    if (arguments.length % 2 != 0
        || !List.of("--seconds", "--seed", "--servers", "--control").containsAll(options.keySet())
        || !List.of("local", "ceph").contains(servedBy)
        || !List.of("none", "failover").contains(control)) {
      System.err.println(
          "simulation/real [--seconds N] [--seed S] [--servers local|ceph] [--control failover]");
      System.exit(2);
    }
    Subject subject = control.equals("failover") ? Subject.FAILOVER : Subject.QUORUM;
    String seed = options.getOrDefault("--seed", Long.toString(Ambient.system().nanoTime()));
    Path directory = Files.createTempDirectory("etagere-real");
    Report report;
    try (Servers servers =
        servedBy.equals("ceph") ? new CephServers() : new LocalServers(directory)) {
      RealRun run = new RealRun(subject, servers, directory, Long.parseLong(seed));
      report = run.run(Duration.ofSeconds(Long.parseLong(options.getOrDefault("--seconds", "60"))));
    }
    System.out.println(report.table() + "seed=" + seed + " histories in " + directory);
    System.exit(report.isGood() ? 0 : 1);
  }

  /**
   * Blows for the time given, then two locations down at once, then all back; a wrong store is
   * spared the second part.
   */
  Report run(Duration time) throws IOException, InterruptedException {
    setCredentials();
    subject.found(servers.locations());
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client());
      }
      for (Child client : clients) {
        client.awaitReady();
      }
      warmUp(time);
      long end = ambient.nanoTime() + time.toNanos();
      for (int i = 0; ambient.nanoTime() - end < 0; i++) {
        blow(i);
      }
      if (subject == Subject.QUORUM) {
        twoDown();
      }
      for (Child client : clients) {
        client.end();
      }
    } finally {
      for (Child client : clients) {
        client.kill();
      }
    }
    return report();
  }

  /** In a run whose pauses mean something, the first calls of a JVM are over before they are. */
  private void warmUp(Duration time) throws InterruptedException {
    if (time.compareTo(LONG) >= 0) {
      ambient.sleep(WARM_UP);
    }
  }

  private Child client() throws IOException {
    int number = started++;
    List<String> arguments = new ArrayList<>();
    arguments.add("c" + number);
    arguments.add(directory.resolve("history-" + number).toString());
    arguments.add(Long.toString(random.nextLong()));
    arguments.add(subject.toString());
    servers.locations().forEach(location -> arguments.add(Subject.argument(location)));
    return Child.start(Client.class, servers.environment(), arguments.toArray(String[]::new));
  }

  /**
   * The home every second time, so that there are enough pauses to tell of. Now and then before
   * what the last one left in one copy can have a second.
   */
  private void blow(int number) throws IOException, InterruptedException {
    boolean soon = number % 4 == 3;
    int rest = soon || number == 0 ? 500 : 5000;
    pause(rest, rest + 1000);
    int location = number % 2 == 0 ? 0 : 1 + random.nextInt(2);
    boolean kill = number == 0 || random.nextBoolean();
    long before = ambient.nanoTime();
    note((kill ? "kill" : "freeze") + " location " + location);
    if (kill) {
      servers.kill(location);
    } else {
      servers.freeze(location);
    }
    blows.add(new Blow(soon ? SOON : LOCATIONS.get(location), before, ambient.nanoTime()));
    if (number % 3 == 2) {
      int victim = random.nextInt(CLIENTS);
      clients.get(victim).kill();
      clients.set(victim, client());
    }
    pause(2500, 4500);
    if (kill) {
      servers.restart(location);
    } else {
      servers.thaw(location);
    }
    note("location " + location + " is back");
  }

  /** Beside the histories, in their time. */
  private void note(String what) throws IOException {
    Files.writeString(
        directory.resolve("blows"),
        ambient.nanoTime() + " " + what + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void twoDown() throws IOException, InterruptedException {
    pause(2000, 2001);
    int kept = random.nextInt(3);
    servers.kill((kept + 1) % 3);
    servers.freeze((kept + 2) % 3);
    twoDown = ambient.nanoTime();
    pause(7000, 7001);
    oneBack = ambient.nanoTime();
    servers.restart((kept + 1) % 3);
    servers.thaw((kept + 2) % 3);
    allBack = ambient.nanoTime();
    pause(5000, 5001);
  }

  private void pause(int least, int below) throws InterruptedException {
    ambient.sleep(Duration.ofMillis(random.nextInt(least, below)));
  }

  private Report report() throws IOException, InterruptedException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("history")).toList()) {
        entries.addAll(Entry.read(file));
      }
    }
    Map<String, String> finals = finals(entries);
    Report report = new Report(entries, new Checks(entries, finals));
    blows.forEach(blow -> report.pauses(blow.who(), blow.before(), blow.after()));
    if (subject == Subject.QUORUM) {
      report.outage(twoDown, oneBack, allBack);
    }
    return report;
  }

  /** Through a store of its own, as the clients would see it. */
  private Map<String, String> finals(List<Entry> entries) throws InterruptedException {
    Map<String, String> finals = new HashMap<>();
    try (ObjectStore store = subject.open(servers.locations())) {
      for (String key : new TreeSet<>(entries.stream().map(entry -> entry.key).toList())) {
        if (!key.startsWith("register")) {
          store.get(key).map(StoredObject::asString).ifPresent(value -> finals.put(key, value));
        }
      }
      for (String key : new TreeSet<>(entries.stream().map(entry -> entry.key).toList())) {
        if (key.startsWith("register")) {
          long start = ambient.nanoTime();
          String value = store.get(key).map(StoredObject::asString).orElse(Entry.NOTHING);
          Entry last = new Entry("end", "register", key, "READ", "", "", start);
          last.end = ambient.nanoTime();
          last.seen = value;
          last.outcome = Outcome.DONE;
          entries.add(last);
        }
      }
    }
    return finals;
  }

  /** The SDK takes them from here as the clients take them from their environment. */
  private void setCredentials() {
    System.setProperty("aws.accessKeyId", servers.environment().get("AWS_ACCESS_KEY_ID"));
    System.setProperty("aws.secretAccessKey", servers.environment().get("AWS_SECRET_ACCESS_KEY"));
  }
}
