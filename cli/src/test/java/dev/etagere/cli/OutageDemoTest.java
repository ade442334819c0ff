package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class OutageDemoTest {
  @TempDir private Path home;

  @Test
  void outage_primaryFrozenKilledAndBack_everyPromiseIsKept() {
    Commandline.Result result = Commandline.at(home).run("demo", "--outage", "--time", "2s");

    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern("both are well +[1-9]")
        .containsPattern("primary frozen +[1-9]")
        .containsPattern("primary killed +[1-9]")
        .containsPattern("calls made +[1-9][0-9,]*\n")
        .containsPattern("\n  failed +0\n")
        .containsPattern("first answer, secondary +[1-9][0-9]* ms ")
        .containsPattern("second call +[0-9]+ ms +at most, of [1-9].*waited again: 0\n")
        .containsPattern("failovers +[1-9]")
        .containsPattern("failbacks +[2-9]")
        .containsPattern("reads marked stale +[1-9]")
        .containsPattern("stale, not marked +0\n")
        .containsPattern("writes acknowledged +[1-9]")
        .containsPattern("lost +0\n")
        .endsWith("  every promise was kept\n");
    assertThat(home).isEmptyDirectory();
  }
}
