package dev.etagere.replication;

import dev.etagere.core.Location;
import java.nio.file.Path;

/** A copy in a JVM of its own, to be killed. */
final class CopyProcess {
  private CopyProcess() {}

  public static void main(String[] args) throws InterruptedException {
    CopyOptions options =
        CopyOptions.defaults().withCheckpoint(args.length > 2 ? Path.of(args[2]) : null);
    try (Site a = Site.of("A", Location.data(args[0]));
        Site b = Site.of("B", Location.data(args[1]))) {
      CopySummary summary =
          new Copier(
                  a,
                  b,
                  options,
                  new CopyListener() {
                    @Override
                    public void note(String message) {
                      System.out.println("note " + message);
                    }
                  })
              .run();
      System.out.println(
          summary.count(Outcome.COPIED)
              + " copied, "
              + summary.count(Outcome.EQUAL)
              + " equal, "
              + summary.open()
              + " open");
    }
  }
}
