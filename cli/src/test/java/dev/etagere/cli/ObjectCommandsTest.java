package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ObjectCommandsTest.Engine.class)
class ObjectCommandsTest {
  enum Engine {
    MEMORY,
    DISK
  }

  private static final String MEMORY = "mem:commands";

  private final Engine engine;
  @TempDir private Path folder;
  private ObjectStore held;
  private Commandline etagere;

  ObjectCommandsTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    if (engine == Engine.MEMORY) {
      // What is in memory is there as long as somebody has it open.
      held = Etagere.open(Location.data(MEMORY));
      etagere = Commandline.at(folder).before("--at", MEMORY);
    } else {
      etagere = Commandline.at(folder).before("--dir", folder.resolve("a store").toString());
    }
  }

  @AfterEach
  void close() {
    if (held != null) {
      held.close();
    }
  }

  @Test
  void put_fromStandardInput_isReadBack() {
    String version = etagere.runWith("hello", "put", "a/b").line();

    assertThat(version).matches("[A-Za-z0-9._-]+");
    assertThat(etagere.run("get", "a/b").line()).isEqualTo("hello");
    assertThat(etagere.runWith("again", "put", "a/b", "-").line()).isNotEqualTo(version);
  }

  @Test
  void put_ofFile_keepsEveryByteAndGuessesType() throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(folder.resolve("data.json"), bytes);

    etagere.run("put", "k", file.toString()).line();

    assertThat(etagere.run("get", "k").bytes()).isEqualTo(bytes);
    assertThat(etagere.run("stat", "k").line()).contains("type      application/json");
  }

  @Test
  void put_ofMissingFileOrFolder_isUsage() {
    assertThat(etagere.run("put", "k", "no such file").code()).isEqualTo(ExitCode.USAGE);
    assertThat(etagere.run("put", "k", folder.toString()).err()).contains("is a folder");
    etagere.run("put", "other").line();
    assertThat(etagere.run("ls").line()).isEqualTo("other");
  }

  @Test
  void put_metadataNameTwice_isUsageAndStoresNothing() {
    etagere.runWith("x", "put", "other").line();
    for (String second : new String[] {"--meta=a=2", "--meta=A=2"}) {
      Commandline.Result result = etagere.runWith("x", "put", "k", "--meta", "a=1", second);
      assertThat(result.code()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("twice").hasLineCount(1);
    }
    assertThat(etagere.run("ls").line()).isEqualTo("other");
  }

  @Test
  void put_withTypeAndMetadata_showsThem() {
    etagere.runWith("x", "put", "k", "--type", "text/x", "--meta", "a=1", "--meta=b=c=d").line();

    assertThat(etagere.run("stat", "k").line())
        .contains("size      1", "type      text/x", "meta      a=1", "meta      b=c=d");
  }

  @Test
  void put_ifAbsent_conflictsTheSecondTime() {
    etagere.runWith("x", "put", "k", "--if-absent").line();

    Commandline.Result second = etagere.runWith("y", "put", "k", "--if-absent");

    assertThat(second.code()).isEqualTo(ExitCode.CONFLICT);
    assertThat(second.err()).startsWith("etagere: 'k' exists").hasLineCount(1);
    assertThat(etagere.run("get", "k").line()).isEqualTo("x");
  }

  @Test
  void put_ifVersion_replacesOnlyThat() {
    String first = etagere.runWith("1", "put", "k").line();
    String second = etagere.runWith("2", "put", "k", "--if-version", first).line();

    assertThat(etagere.runWith("3", "put", "k", "--if-version", first).code())
        .isEqualTo(ExitCode.CONFLICT);
    assertThat(etagere.runWith("3", "put", "none", "--if-version", second).code())
        .isEqualTo(ExitCode.CONFLICT);
    assertThat(etagere.run("get", "k").line()).isEqualTo("2");
  }

  @Test
  void get_ofAbsent_isAbsent() {
    etagere.runWith("x", "put", "other").line();
    for (String[] command :
        new String[][] {
          {"get", "k"},
          {"get", "k", "--json"},
          {"stat", "k"},
          {"cp", "k", "l"},
          {"get", "k", "-o", folder.resolve("f").toString()},
          {"update", "k", "--", "cat"}
        }) {
      Commandline.Result result = etagere.run(command);
      assertThat(result.code()).as(String.join(" ", command)).isEqualTo(ExitCode.ABSENT);
      assertThat(result.err()).startsWith("etagere: 'k' does not exist").hasLineCount(1);
      assertThat(result.out()).isEmpty();
    }
    assertThat(folder.resolve("f")).doesNotExist();
  }

  @Test
  void get_ofRange_givesThoseBytes() {
    etagere.runWith("0123456789", "put", "k").line();

    assertThat(etagere.run("get", "k", "--range", "2-4").line()).isEqualTo("234");
    assertThat(etagere.run("get", "k", "--range", "7-").line()).isEqualTo("789");
    assertThat(etagere.run("get", "k", "--range", "8-99").line()).isEqualTo("89");
    assertThat(etagere.run("get", "k", "--range", "50-").line()).isEmpty();
  }

  @Test
  void get_ifVersion_refusesAnother() {
    String first = etagere.runWith("1", "put", "k").line();
    String second = etagere.runWith("2", "put", "k").line();
    String file = folder.resolve("f").toString();

    assertThat(etagere.run("get", "k", "--if-version", second).line()).isEqualTo("2");
    assertThat(etagere.run("get", "k", "--if-version", first).code()).isEqualTo(ExitCode.CONFLICT);
    assertThat(etagere.run("get", "k", "--if-version", first, "--json").code())
        .isEqualTo(ExitCode.CONFLICT);
    assertThat(etagere.run("get", "k", "--if-version", first, "-o", file).code())
        .isEqualTo(ExitCode.CONFLICT);
    assertThat(Path.of(file)).doesNotExist();
  }

  @Test
  void get_intoFile_replacesItAndLeavesNothingElse() throws IOException {
    Path target = Files.createDirectory(folder.resolve("out")).resolve("f");
    Files.writeString(target, "old and longer");
    String version = etagere.runWith("new", "put", "k").line();

    assertThat(etagere.run("get", "k", "-o", target.toString()).line()).isEmpty();
    assertThat(target).hasContent("new");
    etagere.run("get", "k", "-o", target.toString(), "--range", "1-").line();
    assertThat(target).hasContent("ew");
    etagere.run("get", "k", "--if-version", version, "-o", target.toString()).line();
    assertThat(target).hasContent("new");
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertThat(files).containsExactly(target);
    }
    etagere.run("get", "k", "-o", target.toString()).line();
    Path ordinary = Files.createFile(target.resolveSibling("ordinary"));
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(Files.getPosixFilePermissions(ordinary));
  }

  @Test
  void get_intoDevice_writesToIt() {
    etagere.runWith("x", "put", "k").line();

    assertThat(etagere.run("get", "k", "-o", "/dev/null").line()).isEmpty();
    assertThat(Path.of("/dev/null")).exists();
  }

  @Test
  void get_intoFolderOrMissingFolder_isUsage() {
    assertThat(etagere.run("get", "k", "-o", folder.toString()).code()).isEqualTo(ExitCode.USAGE);
    assertThat(etagere.run("get", "k", "-o", folder + "/no/f").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void rm_saysWhatBecameOfIt() {
    String version = etagere.runWith("x", "put", "k").line();
    etagere.runWith("y", "put", "k").line();

    assertThat(etagere.run("rm", "k", "--if-version", version).code()).isEqualTo(ExitCode.CONFLICT);
    assertThat(etagere.run("rm", "k").line()).isIn("removed", "absent");
    assertThat(etagere.run("rm", "k").line()).isIn("already absent", "absent");
    assertThat(etagere.run("get", "k").code()).isEqualTo(ExitCode.ABSENT);
  }

  @Test
  void cp_copiesBytesTypeAndMetadata() {
    etagere.runWith("x", "put", "a", "--type", "text/x", "--meta", "m=1").line();

    etagere.run("cp", "a", "b", "--if-absent").line();

    assertThat(etagere.run("get", "b").line()).isEqualTo("x");
    assertThat(etagere.run("stat", "b").line()).contains("text/x", "m=1");
    assertThat(etagere.run("cp", "a", "b", "--if-absent").code()).isEqualTo(ExitCode.CONFLICT);
  }

  @Test
  void keys_withAnyCharacters_areKept() {
    for (String key : new String[] {"ключ/日本", "@file", "a b+c%20", "-dash", "a//b", "..", "x/"}) {
      etagere.runWith("of " + key, "put", "--", key).line();
      assertThat(etagere.run("get", "--", key).line()).isEqualTo("of " + key);
    }
  }

  @Test
  void keys_thatCannotBe_areUsage() {
    for (String key : new String[] {"", "a\nb", "x".repeat(1025)}) {
      assertThat(etagere.runWith("x", "put", key).code()).isEqualTo(ExitCode.USAGE);
      assertThat(etagere.run("get", key).code()).isEqualTo(ExitCode.USAGE);
    }
  }
}
