package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  @TempDir private Path home;
  private Commandline etagere;
  private String version;

  @BeforeEach
  void fill() {
    etagere = Commandline.at(home);
    version =
        etagere.runWith("a \"word\"\n", "put", "k", "--meta", "m=1", "--type", "text/x").line();
  }

  @Test
  void put_prints_keyAndVersion() {
    assertThat(etagere.runWith("x", "put", "other", "--json").line())
        .matches("\\{\"key\":\"other\",\"version\":\"[^\"]+\"}");
  }

  @Test
  void stat_prints_everyField() {
    assertThat(etagere.run("stat", "k", "--json").line())
        .startsWith("{\"key\":\"k\",\"version\":\"" + version + "\",\"size\":9,\"lastModified\":\"")
        .endsWith("Z\",\"contentType\":\"text/x\",\"metadata\":{\"m\":\"1\"}}");
  }

  @Test
  void get_ofText_printsText() {
    assertThat(etagere.run("get", "k", "--json").line())
        .contains("\"version\":\"" + version + "\"")
        .endsWith(",\"text\":\"a \\\"word\\\"\\n\"}");
  }

  @Test
  void get_ofOtherBytes_printsBase64() {
    etagere.runWith(new byte[] {(byte) 0xff, 0, 1}, "put", "b").line();

    assertThat(etagere.run("get", "b", "--json").line()).endsWith(",\"base64\":\"/wAB\"}");
  }

  @Test
  void get_intoFile_printsWhatItWas() {
    assertThat(etagere.run("get", "k", "--json", "-o", home.resolve("f").toString()).line())
        .contains("\"size\":9")
        .doesNotContain("text\":");
  }

  @Test
  void get_ofRangeWithoutFile_isUsage() {
    assertThat(etagere.run("get", "k", "--json", "--range", "0-1").code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void update_tellsWhetherItWrote() {
    assertThat(etagere.run("update", "k", "--json", "--", "cat").line())
        .isEqualTo("{\"key\":\"k\",\"version\":\"" + version + "\",\"written\":false}");
    assertThat(etagere.run("update", "k", "--json", "--", "echo", "1").line())
        .endsWith("\"written\":true}");
  }

  @Test
  void rm_tellsTheRemoval() {
    assertThat(etagere.run("rm", "k", "--json").line())
        .isIn(
            "{\"key\":\"k\",\"removal\":\"removed\"}",
            "{\"key\":\"k\",\"removal\":\"undetermined\"}");
  }

  @Test
  void cp_printsTheNewKey() {
    assertThat(etagere.run("cp", "k", "l", "--json").line()).startsWith("{\"key\":\"l\",");
  }
}
