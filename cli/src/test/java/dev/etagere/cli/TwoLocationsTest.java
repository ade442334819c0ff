package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class TwoLocationsTest {
  private static final String STALE = "etagere: possibly stale, from " + TwoRegions.US + "\n";
  private static final String FIELD = "\"stale\":\"" + TwoRegions.US + "\"";

  @TempDir private Path home;
  private TwoRegions regions;
  private Commandline etagere;

  @BeforeEach
  void start() throws Exception {
    regions = new TwoRegions();
    etagere = regions.etagere(home);
    etagere.runWith("before", "put", "notes/a").line();
    etagere.runWith("x", "put", "notes/b").line();
    regions.awaitReplicated();
  }

  @AfterEach
  void close() {
    regions.close();
  }

  @Test
  void bothWell_everyCommandWorksAndNothingIsStale() {
    String version = etagere.run("stat", "notes/a", "--json").line().replaceAll(".*on\":\"", "");
    version = version.substring(0, version.indexOf('"'));

    assertThat(etagere.run("get", "notes/a").line()).isEqualTo("before");
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a\nnotes/b");
    assertThat(etagere.runWith("2", "put", "notes/a", "--if-version", version).line()).isNotEmpty();
    assertThat(etagere.run("cp", "notes/a", "notes/c", "--if-absent").line()).isNotEmpty();
    assertThat(etagere.run("update", "notes/a", "--", "echo", "3").line()).isNotEmpty();
    assertThat(etagere.run("rm", "notes/b").line()).isNotEmpty();
    for (String[] read :
        new String[][] {{"get", "notes/a"}, {"stat", "notes/a"}, {"ls"}, {"ls", "-l"}}) {
      assertThat(etagere.run(read).line()).doesNotContain("stale");
    }
    assertThat(etagere.run("get", "notes/a", "--json").line()).doesNotContain("stale");
    assertThat(etagere.run("ls", "--json").line()).doesNotContain("stale");
  }

  @Test
  void primaryDown_readsAnswerAndSayWhereTheyCameFrom() throws Exception {
    regions.eu().stop();
    Path file = home.resolve("out");

    assertStale(etagere.run("get", "notes/a"), "before");
    assertStale(etagere.run("get", "notes/a", "--json"), "\"text\":\"before\"", FIELD);
    assertStale(etagere.run("get", "notes/a", "-o", file.toString()), "");
    assertThat(file).hasContent("before");
    assertStale(etagere.run("get", "notes/a", "-o", file.toString(), "--json"), FIELD);
    assertStale(etagere.run("stat", "notes/a"), "size      6");
    assertStale(etagere.run("stat", "notes/a", "--json"), FIELD);
    assertStale(etagere.run("ls"), "notes/a\nnotes/b\n");
    assertStale(etagere.run("ls", "none/"), "");
    assertStale(etagere.run("ls", "--delimiter", "/", "--json"), "{\"prefix\":\"notes/\"," + FIELD);
    assertThat(etagere.run("ls", "--json").out().lines()).allMatch(line -> line.contains(FIELD));
  }

  private static void assertStale(Commandline.Result result, String... parts) {
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEqualTo(STALE);
    assertThat(result.out()).contains(parts);
  }

  @Test
  void primaryDown_unconditionalWrites_areDone() throws Exception {
    regions.eu().stop();

    assertThat(etagere.runWith("meanwhile", "put", "notes/a").line()).isNotEmpty();
    assertThat(etagere.run("rm", "notes/b").line()).isNotEmpty();

    regions.eu().start();
    regions.awaitReplicated();
    assertThat(etagere.run("get", "notes/a").line()).isEqualTo("meanwhile");
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a");
  }

  @Test
  void primaryDown_conditionalWrites_areUnavailableInOneLineAndChangeNothing() throws Exception {
    String stat = etagere.run("stat", "notes/a").line();
    String version = stat.replaceAll("(?s).*version   (\\S+).*", "$1");
    regions.eu().stop();
    Commandline impatient =
        regions.only(home).before("--deadline=2s", "--at", TwoRegions.EU, "--at", TwoRegions.US);

    for (String[] command :
        new String[][] {
          {"put", "new", "--if-absent"},
          {"put", "notes/a", "--if-version", version},
          {"rm", "notes/a", "--if-version", version},
          {"cp", "notes/a", "new"},
          {"cp", "notes/a", "new", "--if-absent"},
          {"update", "notes/a", "--timeout", "1s", "--", "echo", "3"},
          {"update", "new", "--timeout", "1s", "--default", "0", "--", "cat"},
        }) {
      Commandline.Result result = impatient.runWith("x", command);
      String shown = String.join(" ", command) + ": " + result.err();
      assertThat(result.code()).as(shown).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(result.err()).as(shown).startsWith("etagere: ").hasLineCount(1);
      assertThat(result.out()).as(shown).isEmpty();
    }

    regions.eu().start();
    regions.awaitReplicated();
    assertThat(etagere.run("stat", "notes/a").line()).isEqualTo(stat);
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a\nnotes/b");
  }

  @Test
  void bothDown_isOneLineWithBothCauses() throws Exception {
    regions.eu().stop();
    regions.us().stop();

    Commandline.Result result =
        regions
            .only(home)
            .before("--deadline=2s", "--at", TwoRegions.EU, "--at", TwoRegions.US)
            .run("get", "notes/a", "-o", home.resolve("out").toString());

    assertThat(result.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("at the other location").hasLineCount(1);
    assertThat(home).isEmptyDirectory();
  }
}
