package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

class CliTest {
  @TempDir private Path home;

  @Test
  void help_ofAll_showsCommandsExitCodesAndExamples() {
    for (String[] asked : new String[][] {{"--help"}, {"help"}, {"-h"}}) {
      assertThat(Commandline.at(home).run(asked).line())
          .contains(Commands.NAMES)
          .contains("Exit codes:", "  6     the write may or may not", "Examples:");
    }
  }

  @Test
  void help_ofEach_hasExamplesAndFitsTheScreen() {
    for (String name : Commands.NAMES) {
      String help = Commandline.at(home).run(name, "--help").line();
      assertThat(help).contains("Usage: etagere " + name, "Examples:", "Exit codes: see");
      assertThat(help.lines()).as(name).allMatch(line -> line.length() <= 80);
      assertThat(Commandline.at(home).run("help", name).line()).isEqualTo(help);
    }
    assertThat(Commandline.at(home).run("update", "--help").line()).contains("several times");
  }

  @Test
  void version_isPrinted() {
    assertThat(Commandline.at(home).run("--version").line()).startsWith("etagere ");
  }

  @Test
  void nothingAsked_showsHelpAsAnError() {
    Commandline.Result result = Commandline.at(home).run();

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("Usage: etagere");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void wrongWords_areUsageInOneLine() {
    for (String[] args :
        new String[][] {
          {"gett", "k"},
          {"get"},
          {"get", "a", "b"},
          {"get", "k", "--rnge", "0-1"},
          {"get", "k", "--range", "5-2"},
          {"get", "k", "--if-version", "..."},
          {"put", "k", "--if-absent", "--if-version", "v"},
          {"put", "k", "--meta", "novalue"},
          {"get", "k", "--deadline", "soon"},
          {"get", "k", "--at", "no-scheme"},
          {"get", "k", "--at", "nosuch:place"},
          {"get", "k", "--at", "mem:x", "--dir", "x"},
          {"completion", "fish"},
          {"demo", "--outage", "--seed", "7"},
          {"--at", "mem:x"},
        }) {
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(String.join(" ", args)).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).startsWith("etagere: ").hasLineCount(1);
    }
  }

  @Test
  void globalOptions_standBeforeOrAfterTheCommand() {
    List<String> opened = new ArrayList<>();
    Opener noting =
        (locations, deadline, listener) -> {
          opened.add(locations + " " + deadline);
          return Opener.FRONT_DOOR.open(List.of(Location.data("mem:cli")), deadline, listener);
        };
    Commandline etagere = Commandline.with(home, noting);

    etagere.run("--at", "mem:x", "--deadline", "5s", "ls").line();
    etagere.run("ls", "--at", "mem:x", "--deadline=5s").line();

    assertThat(opened).containsExactly("[mem:x] PT5S", "[mem:x] PT5S");
  }

  @Test
  void location_ofFolder_isItsUri() throws IOException {
    List<Location> opened = new ArrayList<>();
    Opener noting =
        (locations, deadline, listener) -> {
          opened.addAll(locations);
          return Opener.FRONT_DOOR.open(List.of(Location.data("mem:cli")), deadline, listener);
        };
    Path folder = Files.createDirectory(home.resolve("a %20 b+ü?#"));

    Commandline.with(home, noting).run("put", "k").line();
    Commandline.with(home, noting).run("put", "k", "--dir", folder.toString()).line();

    assertThat(opened)
        .extracting(Location::path)
        .containsExactly(home.resolve(".etagere").toString(), folder.toString());
  }

  @Test
  void at_severalTimes_isKeptInOrderWithItsRole() {
    List<Location> opened = new ArrayList<>();
    Opener noting =
        (locations, deadline, listener) -> {
          opened.addAll(locations);
          return Opener.FRONT_DOOR.open(List.of(Location.data("mem:cli")), deadline, listener);
        };

    Commandline.with(home, noting)
        .run(
            "--at=s3://b/p?role=data&region=x",
            "--at",
            "s3://c?region=y",
            "ls",
            "--at=s3://d?region=z&role=witness&path-style=true",
            "--at=mem:w?role=witness")
        .line();

    assertThat(opened)
        .containsExactly(
            Location.data("s3://b/p?region=x"),
            Location.data("s3://c?region=y"),
            Location.witness("s3://d?region=z&path-style=true"),
            Location.witness("mem:w"));
  }

  @Test
  void at_notWhatTheCommandTakes_isUsage() {
    for (String[] args :
        new String[][] {
          {"probe", "--at", "mem:a?role=witness"},
          {"serve", "--at", "mem:a", "--at", "mem:b"},
          {"ls", "--at", "mem:a?role=boss"},
          {"ls", "--at"},
        }) {
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(String.join(" ", args)).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("at").hasLineCount(1);
    }
  }

  @Test
  void reading_whereNoStoreIs_makesNoneAndSaysSo() throws IOException {
    Path folder = Files.createDirectory(home.resolve("no store"));
    for (String place : List.of(folder.toString(), home.resolve("missing").toString())) {
      for (String[] command :
          new String[][] {
            {"ls"},
            {"get", "k"},
            {"stat", "k"},
            {"rm", "k"},
            {"cp", "k", "l"},
            {"update", "k", "--", "cat"}
          }) {
        Commandline.Result result = Commandline.at(home).before("--dir", place).run(command);
        assertThat(result.code()).as(command[0]).isEqualTo(ExitCode.ABSENT);
        assertThat(result.err()).contains("no store at " + place, "put").hasLineCount(1);
      }
    }
    assertThat(
            Commandline.at(home)
                .run("ls", "--at", "mem:x", "--at", "file:" + home.resolve("missing"))
                .code())
        .isEqualTo(ExitCode.ABSENT);
    assertThat(folder).isEmptyDirectory();
    assertThat(home.resolve("missing")).doesNotExist();
  }

  @Test
  void reading_beforeTheFirstWrite_findsNothingInTheDefaultFolder() {
    Commandline etagere = Commandline.at(home);

    assertThat(etagere.run("ls").line()).isEmpty();
    assertThat(etagere.run("rm", "k").line()).isEqualTo("already absent");
    assertThat(etagere.run("get", "k").code()).isEqualTo(ExitCode.ABSENT);
    assertThat(home).isEmptyDirectory();
    etagere.runWith("x", "put", "k").line();
    assertThat(etagere.run("ls").line()).isEqualTo("k");
  }

  @Test
  void keyThatCannotBe_isRefusedBeforeAnythingIsMade() {
    for (String key : List.of("", "a\nb", "x".repeat(1_100))) {
      assertThat(Commandline.at(home).run("put", key).code()).isEqualTo(ExitCode.USAGE);
    }
    assertThat(Commandline.at(home).run("put", "-k").err()).contains("-k", "after --");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void deadline_isReadWithItsUnit() {
    DurationConverter converter = new DurationConverter();

    assertThat(converter.convert("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(converter.convert("2h")).isEqualTo(Duration.ofHours(2));
    for (String wrong : List.of("", "5", "0s", "-1s", "5 s", "1w", "99999999999s")) {
      assertThatThrownBy(() -> converter.convert(wrong))
          .isInstanceOf(TypeConversionException.class);
    }
  }

  @Test
  void completion_ofBothShells_isAScript() throws Exception {
    for (String shell : List.of("bash", "zsh")) {
      String script = Commandline.at(home).run("completion", shell).line();
      assertThat(script).contains("--if-version", "update", "complete -F");
    }
    Path script = home.resolve("completion");
    Files.write(script, Commandline.at(home).run("completion", "bash").bytes());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(bash.waitFor()).isZero();
  }

  @Test
  void brokenPipe_isQuiet() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertThatThrownBy(() -> new StandardOutput(closed).write(new byte[3]))
        .isInstanceOf(StandardOutput.ClosedException.class)
        .extracting(Failure::of)
        .isEqualTo(new Failure(ExitCode.OUTPUT_CLOSED, null));
  }
}
