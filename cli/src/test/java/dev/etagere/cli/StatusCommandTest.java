package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
  @TempDir private Path home;
  private final TwoRegions regions = new TwoRegions();

  @AfterEach
  void close() {
    regions.close();
  }

  @Test
  void bothWell_isZeroAndTellsTimesAndWhoJudges() {
    Commandline.Result result = regions.etagere(home).run("status");

    assertThat(result.line())
        .containsPattern(
            TwoRegions.EU
                + "\n  well   breaker closed   p50 [0-9.]+ ms  p99 [0-9.]+ ms   "
                + "conditional writes: yes\n")
        .containsPattern(TwoRegions.US + "\n  well .*conditional writes: no, the first")
        .endsWith("calls go to " + TwoRegions.EU);
    assertThat(regions.etagere(home).run("ls").line()).isEmpty();
  }

  @Test
  void primaryStopped_isDegradedAndCallsGoToTheOther() {
    regions.eu().stop();

    Commandline.Result result = regions.etagere(home).run("status");
    Commandline.Result json = regions.etagere(home).run("status", "--json");

    assertThat(result.code()).isEqualTo(ExitCode.DEGRADED);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern(TwoRegions.EU + "\n  DOWN   breaker (open|half-open).*no, it does not")
        .containsPattern("last failure: .+\n")
        .containsPattern(TwoRegions.US + "\n  well ")
        .endsWith("calls go to " + TwoRegions.US + "\n");
    assertThat(json.code()).isEqualTo(ExitCode.DEGRADED);
    assertThat(json.out())
        .startsWith("{\"callsGoTo\":\"" + TwoRegions.US + "\",\"locations\":[{\"location\":\"")
        .contains("\"well\":false", "\"writableOnCondition\":false", "\"p50Micros\":")
        .hasLineCount(1);
  }

  @Test
  void primaryFrozen_theLookIsBoundedAndItIsDown() {
    regions.eu().freeze();

    Commandline.Result result = regions.etagere(home).run("--deadline=2s", "status");

    assertThat(result.code()).isEqualTo(ExitCode.DEGRADED);
    assertThat(result.out()).contains(TwoRegions.EU + "\n  DOWN ");
  }

  @Test
  void bothStopped_isUnavailable() {
    regions.eu().stop();
    regions.us().stop();

    Commandline.Result result = regions.etagere(home).run("--deadline=500ms", "status");

    assertThat(result.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out()).endsWith("no location is well\n");
  }

  @Test
  void threeWithAWitness_goOnWhileAMajorityIsWell() {
    String witness = "mem:status-witness";
    Commandline etagere =
        regions
            .only(home)
            .before(
                "--at", TwoRegions.EU, "--at", TwoRegions.US, "--at", witness + "?role=witness");

    assertThat(etagere.run("status").line())
        .containsPattern(witness + "  \\(witness\\)\n  well .*conditional writes: yes\n")
        .endsWith("a majority is well: reads and writes go on");
    regions.eu().stop();
    Commandline.Result one = etagere.run("status", "--json");
    assertThat(one.code()).isEqualTo(ExitCode.DEGRADED);
    assertThat(one.out()).startsWith("{\"majority\":true,").contains("\"role\":\"witness\"");
    regions.us().stop();
    Commandline.Result two = etagere.run("--deadline=500ms", "status");
    assertThat(two.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(two.out()).endsWith("no majority is well: neither reads nor writes\n");
  }

  @Test
  void missingBucket_isNotWell() {
    regions.eu().engine().deleteBucket(regions.eu().bucket());

    Commandline.Result result = regions.etagere(home).run("status");

    assertThat(result.code()).isEqualTo(ExitCode.DEGRADED);
    assertThat(result.out()).contains(TwoRegions.EU + "\n  DOWN ", "bucket does not exist");
  }

  @Test
  void oneLocation_orTheSameTwice_orNoStore_isUsage() {
    for (String[] args :
        new String[][] {
          {"status"},
          {"status", "--at", "mem:a"},
          {"status", "--at", "mem:a", "--at", "mem:a"},
          {"status", "--at", "mem:a", "--at", "nosuch:b"},
          {"status", "--at", "mem:a", "--at", "file:" + home.resolve("none")},
        }) {
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).hasLineCount(1);
    }
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void watch_redrawsUntilInterrupted() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    OutputStream out =
        new OutputStream() {
          @Override
          public synchronized void write(int one) {
            seen.write(one);
          }

          @Override
          public void flush() {
            looks.countDown();
          }
        };
    PrintStream err =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err, "1", home);
    AtomicReference<ExitCode> code = new AtomicReference<>();
    Cli cli = new Cli(console, Opener.FRONT_DOOR);
    Thread command =
        new Thread(() -> code.set(cli.run("status", "--watch", "--at=mem:a", "--at=mem:b")));
    command.start();

    assertThat(looks.await(60, TimeUnit.SECONDS)).isTrue();
    command.interrupt();
    command.join(60_000);

    assertThat(code.get()).isEqualTo(ExitCode.OK);
    assertThat(seen.toString(StandardCharsets.UTF_8).split("\033\\[H", -1))
        .hasSizeGreaterThanOrEqualTo(4);
  }
}
