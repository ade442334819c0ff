package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class QuorumDemoTest {
  @TempDir private Path home;

  @Test
  void demo_homeKilledAndBackWitnessFrozen_nothingIsLostOrStale() {
    Commandline.Result result = Commandline.at(home).run("demo", "--time", "700ms");

    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern("home killed +[1-9].* home DOWN second up  witness up")
        .containsPattern("witness frozen +[1-9]")
        .containsPattern("first killed +[1-9].* first DOWN")
        .containsPattern("operations +[1-9][0-9,]* +[1-9]")
        .containsPattern("writes acknowledged +[1-9][0-9,]* +[1-9]")
        .containsPattern("  of them lost +0 +[0-9]")
        .containsPattern("  of them stale +0 ")
        .containsPattern("increments nobody made +0 ")
        .containsPattern("keys with one copy +[1-9]")
        .containsPattern("three locations +lost: 0  stale reads: 0\n")
        .containsPattern("two, failing over +lost: [0-9]");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void demo_twoKindsAtOnceOrSeedWithoutChance_isUsage() {
    for (String[] args :
        new String[][] {
          {"demo", "--one", "--outage"}, {"demo", "--quorum", "--one"}, {"demo", "--seed", "1"},
        }) {
      assertThat(Commandline.at(home).run(args).code()).isEqualTo(ExitCode.USAGE);
    }
  }
}
