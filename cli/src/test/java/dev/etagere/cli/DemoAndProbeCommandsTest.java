package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.local.LocalProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAndProbeCommandsTest {
  @TempDir private Path home;

  @Test
  void demo_repliesLost_ourCountIsRightAndTheNaiveOneIsNot() {
    Commandline.Result result = Commandline.at(home).run("demo", "--one", "--time", "1s");

    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("etagere +wrong count: 0\n")
        .containsPattern("naive loop +wrong count: [1-9]")
        .containsPattern("increments acknowledged +[1-9]");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void probe_embeddedEngine_holdsEverythingAndLeavesNothing() {
    Commandline commandline = Commandline.at(home);

    assertThat(commandline.run("probe", "--rounds", "2").line())
        .contains("yes  create if absent", "2 races of 16, one winner each")
        .doesNotContain("NO ")
        .endsWith("A store can be kept at file:" + home.resolve(".etagere"));
    assertThat(commandline.run("ls").out()).isEmpty();
    assertThat(commandline.run("probe", "--rounds", "1", "--json").line())
        .contains("\"usable\":true", "\"delete if it matches\":true");
  }

  @Test
  void probe_locationThatForgetsConditions_saysSoAndFails() {
    Opener careless =
        (locations, deadline, listener) -> {
          StoreSettings settings = StoreSettings.defaults().withAmbient(Ambient.system());
          Location place = Location.data("mem:careless-" + home.getFileName());
          return Stores.over(
              new CarelessBackend(new LocalProvider().open(place, settings)), settings);
        };

    Commandline.Result result = Commandline.with(home, careless).run("probe", "--rounds", "1");

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.UNSUPPORTED);
    assertThat(result.out())
        .contains("NO   create if absent: a create on an existing object was accepted")
        .contains("No store can be kept");
  }

  @Test
  void probe_noRounds_isUsage() {
    assertThat(Commandline.at(home).run("probe", "--rounds", "0").code()).isEqualTo(ExitCode.USAGE);
  }
}
