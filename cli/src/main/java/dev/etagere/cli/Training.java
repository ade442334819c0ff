package dev.etagere.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the common commands once, so that the JVM can note which classes they load; the launcher
 * makes its archive of these. Not for users.
 */
final class Training {
  private Training() {}

  /** Works in the folder given, which need not exist. */
  public static void main(String[] args) throws IOException {
    Main.searchLess();
    Interrupts interrupts =
        Interrupts.watch(Thread.currentThread(), new Deed(), Console.ofProcess());
    Path folder = Path.of(args[0]);
    run(folder, "put", "a/b.json");
    run(folder, "put", "a/c", "--if-absent", "--meta", "k=v");
    run(folder, "put", "a/c", "--if-absent");
    run(folder, "get", "a/c");
    run(folder, "get", "a/c", "--json");
    run(folder, "get", "a/c", "-o", folder.resolve("out").toString());
    run(folder, "get", "none");
    run(folder, "stat", "a/c");
    run(folder, "ls", "--long");
    run(folder, "ls", "--json");
    run(folder, "cp", "a/c", "d");
    run(folder, "update", "n", "--default", "0", "--", "echo", "1");
    run(folder, "update", "n", "--", "echo", "2");
    run(folder, "rm", "d");
    run(folder, "--help");
    run(folder, "get", "--help");
    run(folder, "get");
    run(folder, "--version");
    withS3();
    interrupts.finished();
    System.exit(0);
  }

  /** Nobody listens there; but the SDK, most of its classes loaded, notices that last. */
  private static void withS3() throws IOException {
    System.setProperty("aws.accessKeyId", "none");
    System.setProperty("aws.secretAccessKey", "none");
    String nowhere = "s3://none?region=none&path-style=true&endpoint=http://127.0.0.1:1";
    for (String command : new String[] {"get", "put"}) {
      run(List.of("--deadline=1s", "--at=" + nowhere, command, "none"));
    }
  }

  private static void run(Path folder, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("--dir=" + folder));
    all.addAll(List.of(args));
    run(all);
  }

  private static void run(List<String> args) throws IOException {
    try (OutputStream nowhere = OutputStream.nullOutputStream();
        PrintStream silent = new PrintStream(nowhere, true, StandardCharsets.UTF_8)) {
      InputStream in =
          new StandardInput(new ByteArrayInputStream("1".getBytes(StandardCharsets.UTF_8)));
      Console console = new Console(in, nowhere, silent, "", Path.of("."));
      new Cli(console, Opener.FRONT_DOOR).run(args.toArray(String[]::new));
    }
  }
}
