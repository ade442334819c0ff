package dev.etagere.cli;

import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.replication.Copier;
import dev.etagere.replication.CopyListener;
import dev.etagere.replication.CopyOptions;
import dev.etagere.replication.CopySummary;
import dev.etagere.replication.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Copies what is at one location to another. */
@Command(
    name = "copy",
    header = "Copies what is at A to B, for S3 replicates only what comes later.",
    customSynopsis = {
      "etagere copy A B [--overwrite RULE] [--deep] [--parallel NUMBER]",
      "                    [--checkpoint FILE] [--dry-run] [--json] [OPTIONS]"
    },
    description = {
      "",
      "Keeps content type, all metadata, storage class, tags and part sizes, and so the ETags. What"
          + " is equal at B is skipped: run it again to go on after an interruption. What B has and A"
          + " has not is left. Each object is verified.",
      "",
      "Where B holds other content, RULE decides: never (the default) leaves it, older replaces what"
          + " was written before A's by the buckets' clocks, always replaces, and brings back what"
          + " was deleted at B. What changes at B meanwhile is never overwritten."
    },
    footer = {
      "  etagere copy 's3://eu/p?region=eu-west-1' 's3://us/p?region=us-east-1'",
      "  etagere copy A B --checkpoint copy.state    # goes on from there",
      "  etagere copy A B --dry-run --json | jq ."
    })
final class CopyCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Mixin TwoLocations two = new TwoLocations();

  @Option(
      names = "--overwrite",
      paramLabel = "RULE",
      description = "never, older or always; see above.")
  String overwrite = "never";

  @Option(
      names = "--deep",
      description = "Read both where ETags cannot tell whether they are equal.")
  boolean deep;

  @Option(
      names = "--parallel",
      paramLabel = "NUMBER",
      description = "How many objects at once; 16 by default, at most 32.")
  int parallel = CopyOptions.defaults().parallel();

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = {
        "Note there how far it got, and go on from there; removed at the end. Without, all keys are"
            + " compared again."
      })
  @Nullable Path checkpoint;

  @Option(
      names = "--even-if-replicated-back",
      description = {
        "Copy although B replicates to A. Only while nobody writes: a copy counts as written now,"
            + " and would undo a write at A that came between."
      })
  boolean evenIfReplicatedBack;

  @Option(names = "--dry-run", description = "Only say what would be copied.")
  boolean dryRun;

  @Option(names = "--json", description = "Print the summary as JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    CopyOptions options =
        CopyOptions.defaults()
            .withParallel(parallel)
            .withOverwrite(rule())
            .withDeep(deep)
            .withDryRun(dryRun)
            .withEvenIfReplicatedBack(evenIfReplicatedBack)
            .withCheckpoint(checkpoint);
    Console console = root.console();
    CopySummary summary;
    try (TwoLocations.Both both = two.open(root);
        CopyBar bar = CopyBar.over(console, both.a())) {
      summary = new Copier(both.a(), both.b(), options, told(console, bar, dryRun)).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(
          null, "interrupted; what was copied stays, run it again to go on", e);
    }
    print(console, summary);
    return (summary.open() == 0 ? ExitCode.OK : ExitCode.DIFFERENT).number();
  }

  private CopyOptions.Overwrite rule() {
    try {
      return CopyOptions.Overwrite.valueOf(overwrite.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--overwrite " + overwrite + ": write never, older or always");
    }
  }

  /** What is no matter of course is told at once, a line for each. */
  private static CopyListener told(Console console, CopyBar bar, boolean dryRun) {
    return new CopyListener() {
      @Override
      public void ended(String key, long size, Outcome outcome, String message) {
        bar.ended(size, outcome);
        if (outcome.isOpen() || (dryRun && outcome == Outcome.WOULD_COPY)) {
          String more = message.isEmpty() ? "" : " (" + Failure.oneLine(message) + ")";
          bar.above(Failure.oneLine(key) + ": " + outcome.words() + more);
        }
      }

      @Override
      public void moved(long bytes) {
        bar.moved(bytes);
      }

      @Override
      public void note(String message) {
        console.error(message);
      }
    };
  }

  private void print(Console console, CopySummary summary) throws IOException {
    if (json) {
      Fields fields = Fields.of("total", summary.total());
      for (Outcome outcome : Outcome.values()) {
        fields.and(outcome.name().toLowerCase(Locale.ROOT), summary.count(outcome));
      }
      Map<String, @Nullable Object> all =
          fields
              .and("onlyAtB", summary.onlyAtB())
              .and("bytesCopied", summary.bytesCopied())
              .and("withoutTags", summary.withoutTags())
              .and("open", summary.open())
              .map();
      JsonLine.write(console.out(), all);
      return;
    }
    for (Outcome outcome : Outcome.values()) {
      if (summary.count(outcome) > 0) {
        console.line(
            String.format(Locale.ROOT, "%,12d  %s", summary.count(outcome), outcome.words()));
      }
    }
    if (summary.onlyAtB() > 0) {
      console.line(String.format(Locale.ROOT, "%,12d  only at B, left there", summary.onlyAtB()));
    }
    if (summary.withoutTags() > 0) {
      console.line(
          String.format(
              Locale.ROOT,
              "%,12d  of the copied without their tags, which could not be read at A",
              summary.withoutTags()));
    }
    console.line(
        String.format(
            Locale.ROOT,
            "%,12d  in all, %s copied",
            summary.total(),
            CopyBar.amount(summary.bytesCopied())));
  }
}
