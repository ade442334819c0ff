package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Another process on the same directory. */
final class Child implements AutoCloseable {
  static final String BUCKET = "shelf";
  private static final int KEYS = 7;

  private final Process process;
  private final BufferedReader output;

  private Child(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  static Child start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Child.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new Child(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line it prints, or {@code null} at its end. */
  String line() throws IOException {
    return output.readLine();
  }

  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  int await() throws InterruptedException {
    return process.waitFor();
  }

  /** What {@code kill -9} does; then the lines that it had already printed. */
  List<String> kill() throws IOException, InterruptedException {
    // Not the process's own method, which closes the stream too.
    process.toHandle().destroyForcibly();
    List<String> rest = output.lines().toList();
    process.waitFor();
    return rest;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    try (LocalEngine engine = LocalEngine.onDisk(directory, Ambient.system())) {
      engine.createBucket(BUCKET);
      switch (arguments[0]) {
        case "open" -> System.out.println("opened");
        case "count" -> count(engine, Integer.parseInt(arguments[2]));
        case "versions" -> {
          engine.setVersioning(BUCKET, Versioning.ENABLED);
          writeForever(engine, Integer.parseInt(arguments[2]));
        }
        case "write" -> writeForever(engine, Integer.parseInt(arguments[2]));
        case "slow" -> putSlowly(engine);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  private static void count(LocalEngine engine, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      Counting.increment(engine, BUCKET, "n");
    }
  }

  /** Two threads, each on keys of its own; a line for each write that returned. */
  private static void writeForever(LocalEngine engine, int round) throws Exception {
    Thread other = new Thread(() -> write(engine, "b", round));
    other.start();
    write(engine, "a", round);
    other.join();
  }

  private static void write(LocalEngine engine, String thread, int round) {
    try {
      for (int i = 1; ; i++) {
        Write write = new Write(thread, round, i);
        engine.put(BUCKET, write.key(), new ByteArrayInputStream(write.bytes()), write.request());
        synchronized (System.out) {
          System.out.println(write);
          System.out.flush();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One write; its bytes follow from its name. */
  record Write(String thread, int round, int number) {
    static Write parse(String text) {
      String[] fields = text.split(" ", -1);
      return new Write(fields[0], Integer.parseInt(fields[1]), Integer.parseInt(fields[2]));
    }

    String key() {
      return thread + "/" + number % KEYS;
    }

    byte[] bytes() {
      Random random = new Random(thread.hashCode() * 31L * 31 + round * 1_000_003L + number);
      byte[] bytes = new byte[number % 3 == 0 ? 66_000 + random.nextInt(400_000) : 5_000];
      random.nextBytes(bytes);
      return bytes;
    }

    PutRequest request() {
      return PutRequest.of(Headers.builder().metadata(Map.of("write", toString())).build());
    }

    @Override
    public String toString() {
      return thread + " " + round + " " + number;
    }
  }

  /** Puts a large body whose second half comes when it is told to go on. */
  private static void putSlowly(LocalEngine engine) throws IOException {
    InputStream body =
        new ByteArrayInputStream(new byte[400_000]) {
          private boolean waited;

          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            if (pos > 200_000 && !waited) {
              waited = true;
              System.out.println("half");
              waitForLine();
            }
            return super.read(buffer, offset, length);
          }
        };
    engine.put(BUCKET, "slow", body, PutRequest.of(Headers.none()));
    System.out.println("done");
  }

  private static void waitForLine() {
    try {
      while (System.in.read() != '\n') {
        // The parent's word.
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
