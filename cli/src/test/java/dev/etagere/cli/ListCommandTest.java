package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {
  @TempDir private Path home;
  private Commandline etagere;

  @BeforeEach
  void fill() {
    etagere = Commandline.at(home);
    for (String key : List.of("a/1", "a/2", "b", "a")) {
      etagere.runWith("of " + key, "put", key).line();
    }
  }

  @Test
  void ls_ofAll_isInOrder() {
    assertThat(etagere.run("ls").out()).isEqualTo("a\na/1\na/2\nb\n");
  }

  @Test
  void ls_ofPrefixAfterKeyUpToLimit_isThatPart() {
    assertThat(etagere.run("ls", "a/").out()).isEqualTo("a/1\na/2\n");
    assertThat(etagere.run("ls", "--after", "a/1").out()).isEqualTo("a/2\nb\n");
    assertThat(etagere.run("ls", "--limit", "2").out()).isEqualTo("a\na/1\n");
    assertThat(etagere.run("ls", "none").out()).isEmpty();
  }

  @Test
  void ls_withDelimiter_tellsPrefixes() {
    assertThat(etagere.run("ls", "--delimiter", "/").out()).isEqualTo("a\na/\nb\n");
    assertThat(etagere.run("ls", "--delimiter", "/", "--json").out())
        .contains("{\"prefix\":\"a/\"}\n");
  }

  @Test
  void ls_long_showsSizeTimeAndVersion() {
    String version = etagere.run("stat", "a/1").line().lines().skip(1).findFirst().orElseThrow();

    String row = etagere.run("ls", "--long", "a/1").line();

    assertThat(row.split(" +", -1)).hasSize(5).startsWith("", "6").endsWith("a/1");
    assertThat(version).contains(row.split(" +", -1)[3]);
  }

  @Test
  void ls_ofZeroLines_isUsage() {
    assertThat(etagere.run("ls", "--limit", "0").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void ls_ofMoreThanAPage_givesEveryKey() {
    try (ObjectStore store = Etagere.open(Location.data("file:" + home.resolve(".etagere")))) {
      for (int i = 0; i < 1_100; i++) {
        store.put(String.format("many/%04d", i), Content.text("x"));
      }
    }

    assertThat(etagere.run("ls", "many/").out().lines()).hasSize(1_100).endsWith("many/1099");
    assertThat(etagere.run("ls", "many/", "--limit", "1050").out().lines()).hasSize(1_050);
  }
}
