package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that takes a store, over two folders and a witness. */
class ThreeLocationsTest {
  private static final String COPIES = "etagere: 2 copies\n";

  @TempDir private Path home;
  private Commandline etagere;

  @BeforeEach
  void start() {
    etagere =
        Commandline.at(home)
            .before("--at", at("a"), "--at", at("b"), "--at", at("w") + "?role=witness");
  }

  private String at(String name) {
    return "file:" + home.resolve(name);
  }

  private String put(String content, String... args) {
    Commandline.Result result = etagere.runWith(content, args);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEqualTo(COPIES);
    return result.out().stripTrailing();
  }

  @Test
  void everyCommand_worksAndPutTellsTheCopies() {
    String version = put("before", "put", "notes/a");

    assertThat(etagere.run("get", "notes/a").line()).isEqualTo("before");
    assertThat(etagere.run("stat", "notes/a").line()).contains("version   " + version);
    assertThat(etagere.runWith("x", "put", "notes/b", "--json").line()).endsWith("\"copies\":2}");
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a\nnotes/b");
    assertThat(etagere.run("ls", "-l").line()).contains(version);
    String next = put("after", "put", "notes/a", "--if-version", version);
    assertThat(etagere.runWith("x", "put", "notes/a", "--if-version", version).code())
        .isEqualTo(ExitCode.CONFLICT);
    assertThat(put("", "cp", "notes/a", "notes/c", "--if-absent")).isNotEqualTo(next);
    assertThat(etagere.run("update", "notes/c", "--", "tr", "a-z", "A-Z").line()).isNotEmpty();
    assertThat(etagere.run("get", "notes/c").line()).isEqualTo("AFTER");
    assertThat(etagere.run("rm", "notes/b").line()).isNotEmpty();
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a\nnotes/c");
  }

  @Test
  void put_largerThanWhatStandsInTheRegister_hasItsCopiesToo() throws IOException {
    Path file = home.resolve("large");
    Files.write(file, new byte[300_000]);

    put("", "put", "large", file.toString());

    assertThat(etagere.run("get", "large").bytes()).hasSize(300_000);
  }

  @Test
  void wrongSetsOfLocations_areUsageAndSayWhatIsWanted() {
    String witness = "mem:w?role=witness";
    for (String[] at :
        new String[][] {
          {"mem:a", witness},
          {witness, "mem:v?role=witness"},
          {"mem:a", witness, "mem:v?role=witness"},
          {"mem:a", "mem:b", "mem:c", witness},
        }) {
      String[] args = new String[at.length + 2];
      for (int i = 0; i < at.length; i++) {
        args[i] = "--at=" + at[i];
      }
      args[at.length] = "put";
      args[at.length + 1] = "x";
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err())
          .hasLineCount(1)
          .contains("two locations with data and a witness", "mem:w (witness)");
    }
    for (String[] args :
        new String[][] {
          {"--at", witness, "put", "x"},
          {"--at=mem:a", "--at=mem:a", "--at", witness, "put", "x"},
        }) {
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).hasLineCount(1).containsAnyOf("is a witness", "given twice");
    }
  }
}
