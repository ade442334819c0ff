package dev.etagere.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A clone with the real launcher, in which Maven is a script and the command a class of ten lines.
 */
final class FakeClone {
  private static final Path LAUNCHER = Path.of("..", "etagere");

  private static final String MAIN =
      """
      package dev.etagere.cli;

      public class Main {
        public static void main(String[] args) {
          StringBuilder all = new StringBuilder();
          for (String arg : args) {
            all.append('[').append(arg).append(']');
          }
          System.out.println(all);
          if (args[0].equals("shared")) {
            String options =
                java.lang.management.ManagementFactory.getRuntimeMXBean()
                    .getInputArguments().toString();
            System.out.println(options.contains("-XX:SharedArchiveFile="));
          }
          System.exit(args[0].equals("exit") ? Integer.parseInt(args[1]) : 0);
        }
      }
      """;

  private static final String TRAINING =
      """
      package dev.etagere.cli;

      class Training {
        public static void main(String[] args) {
          System.exit(System.getenv("TRAIN") == null ? 1 : 0);
        }
      }
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo build >>builds
      while [ -e hang ]; do sleep 0.05; done
      if [ -e fail ]; then echo '[ERROR] it does not compile'; exit 1; fi
      sleep 0.3
      mkdir -p cli/target/etagere/dist/lib
      echo >cli/target/etagere/dist/lib/other.jar
      printf lib/other.jar >cli/target/etagere/dist/classpath
      cp command.jar cli/target/etagere/etagere-cli-1.jar
      """;

  private final Path root;
  private final Map<String, String> environment;

  private FakeClone(Path root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
  }

  static FakeClone in(Path root) throws IOException {
    Path sources = Files.createDirectories(root.resolve("core/src/main/java"));
    Files.createDirectories(root.resolve("cli"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("core/pom.xml"), "<project/>");
    Files.writeString(sources.resolve("A.java"), "class A {}");
    executable(root.resolve("etagere"), Files.readString(LAUNCHER));
    executable(root.resolve("mvnw"), MAVEN);
    jar(root);
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return new FakeClone(root, environment);
  }

  static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void jar(Path root) throws IOException {
    Path work = Files.createDirectories(root.resolve("command/dev/etagere/cli"));
    Files.writeString(work.resolve("Main.java"), MAIN);
    Files.writeString(work.resolve("Training.java"), TRAINING);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                work.resolve("Main.java").toString(),
                work.resolve("Training.java").toString());
    if (failed != 0) {
      throw new IllegalStateException("the fake command does not compile");
    }
    try (OutputStream file = Files.newOutputStream(root.resolve("command.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      for (String name : List.of("Main", "Training")) {
        jar.putNextEntry(new JarEntry("dev/etagere/cli/" + name + ".class"));
        jar.write(Files.readAllBytes(work.resolve(name + ".class")));
      }
    }
  }

  Path root() {
    return root;
  }

  FakeClone withJavaHome(Path home) {
    Map<String, String> changed = new HashMap<>(environment);
    changed.put("JAVA_HOME", home.toString());
    return new FakeClone(root, changed);
  }

  FakeClone moveTo(Path other) throws IOException {
    Files.move(root, other);
    return new FakeClone(other, environment);
  }

  /** From now on only the tools a system without flock has. */
  void withoutFlock() throws IOException {
    Path tools = Files.createDirectories(root.resolve("tools"));
    for (String tool :
        List.of(
            "cat",
            "cp",
            "date",
            "find",
            "grep",
            "ln",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "tail",
            "touch")) {
      Path found =
          Stream.of("/bin", "/usr/bin")
              .map(folder -> Path.of(folder, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no " + tool));
      executable(tools.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
    }
    environment.put("PATH", tools.toString());
  }

  void allowTraining() {
    environment.put("TRAIN", "yes");
  }

  void hangBuilds(boolean on) throws IOException {
    flag("hang", on);
  }

  void failBuilds(boolean on) throws IOException {
    flag("fail", on);
  }

  private void flag(String name, boolean on) throws IOException {
    if (on) {
      Files.writeString(root.resolve(name), "");
    } else {
      Files.deleteIfExists(root.resolve(name));
    }
  }

  /** Makes the build an hour old, so that a change now is newer on any file system. */
  void age() throws IOException {
    FileTime past = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
        Files.setLastModifiedTime(file, past);
      }
    }
  }

  int builds() throws IOException {
    Path builds = root.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  void awaitBuilds(int number) throws IOException {
    while (builds() < number) {
      Thread.onSpinWait();
    }
  }

  List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("target"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).collect(Collectors.toList());
    }
  }

  Run run(String... args) throws Exception {
    return start(args).await();
  }

  Run runAs(Path launcher, Path folder, String... args) throws Exception {
    return started(launcher, folder, args).await();
  }

  Started start(String... args) throws IOException {
    return started(root.resolve("etagere"), root, args);
  }

  private Started started(Path launcher, Path folder, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    Path out = Files.createTempFile("launcher", ".out");
    Path err = Files.createTempFile("launcher", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Started(builder.start(), out, err);
  }

  /** A launcher under way. */
  record Started(Process process, Path out, Path err) {
    Run await() throws InterruptedException, IOException {
      int code = process.waitFor();
      Run run = new Run(code, text(out), text(err));
      Files.delete(out);
      Files.delete(err);
      return run;
    }

    /** Kills it and all it has started, as a machine that goes down does. */
    void kill() throws InterruptedException {
      List<ProcessHandle> all = process.descendants().collect(Collectors.toList());
      process.destroyForcibly().waitFor();
      all.forEach(ProcessHandle::destroyForcibly);
    }

    private static String text(Path file) {
      try {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What a launcher left. */
  record Run(int code, String out, String err) {}
}
