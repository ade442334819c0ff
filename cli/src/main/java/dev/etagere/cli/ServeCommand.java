package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalKeys;
import dev.etagere.local.server.LocalS3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Serves the folder of the embedded engine as S3. */
@Command(
    name = "serve",
    header = "Serves the objects of this machine as S3 over HTTP.",
    description = {
      "",
      "On the loopback address only; every request must be signed with the keys in the folder, which"
          + " are made at the first start and readable by their owner only. Other commands may use the"
          + " same folder meanwhile. Ends with Ctrl-C."
    },
    footer = {"  etagere serve", "  etagere serve --port 9000 --dir /var/lib/shelf"})
final class ServeCommand implements Callable<Integer> {
  private static final String BUCKET = "default";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(
      names = "--port",
      paramLabel = "NUMBER",
      description = "Where to listen; 9000 by default, 0 for any that is free.")
  int port = 9000;

  @Override
  public Integer call() throws IOException {
    Path folder = root.folderToServe();
    Console console = root.console();
    try (LocalEngine engine = LocalEngine.onDisk(folder, Ambient.system())) {
      engine.createBucket(BUCKET);
      Path keysFile = folder.resolve("keys");
      boolean fresh = !Files.exists(keysFile);
      LocalKeys keys = LocalKeys.in(keysFile);
      try (LocalS3Server server = start(engine, keys)) {
        tell(console, folder, keysFile, fresh, server);
        new CountDownLatch(1).await();
      }
    } catch (InterruptedException e) {
      // As said above: no failure.
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK.number();
  }

  private LocalS3Server start(LocalEngine engine, LocalKeys keys) {
    try {
      return LocalS3Server.builder().engine(engine).keys(keys).port(port).start();
    } catch (UncheckedIOException e) {
      throw CliException.usage(
          "cannot listen on port "
              + port
              + ", most likely because something else does; give another"
              + " with --port, or 0 for any that is free");
    }
  }

  /** The lines to try it with; the secret is shown to no one who cannot read its file. */
  private static void tell(
      Console console, Path folder, Path keysFile, boolean fresh, LocalS3Server server)
      throws IOException {
    console.line("Serving " + folder + " as S3 at " + server.endpoint() + " (Ctrl-C ends it).");
    console.line("Its keys are in " + keysFile + (fresh ? ", made now." : "."));
    console.line("");
    console.line("To use it from another shell:");
    console.line("  export AWS_SHARED_CREDENTIALS_FILE='" + keysFile + "'");
    console.line(
        "  aws --endpoint-url "
            + server.endpoint()
            + " --region "
            + server.region()
            + " s3 ls s3://default/");
    console.line(
        "  etagere --at 's3://default?endpoint="
            + server.endpoint()
            + "&region="
            + server.region()
            + "&path-style=true' ls");
    console.out().flush();
  }
}
