package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking after a store over three folders. */
class CareCommandsTest {
  @TempDir Path dir;

  private Commandline etagere() {
    return Commandline.at(dir)
        .before(
            "--at",
            "file:" + dir.resolve("a"),
            "--at",
            "file:" + dir.resolve("b"),
            "--at",
            "file:" + dir.resolve("w") + "?role=witness");
  }

  @Test
  void care_ofThreeFolders_findsRepairsAndCleansUp() {
    Commandline etagere = etagere();
    String large = "x".repeat(400_000);
    assertThat(etagere.runWith(large, "put", "large").code()).isEqualTo(ExitCode.OK);
    assertThat(etagere.runWith(large + "2", "put", "large").code()).isEqualTo(ExitCode.OK);
    assertThat(etagere.run("verify").out()).contains("1 keys: ");

    assertThat(etagere.run("repair").code()).isEqualTo(ExitCode.OK);
    assertThat(etagere.run("verify", "--json").out()).contains("\"well\":1");
    assertThat(etagere.run("gc").out()).contains("0 removed");
    assertThat(etagere.run("gc", "--older-than", "1ms").out()).contains("2 removed");
    assertThat(etagere.run("get", "large").out()).isEqualTo(large + "2");
  }

  @Test
  void verify_folderRestoredFromABackup_isNamed() throws IOException {
    Commandline etagere = etagere();
    etagere.runWith("1", "put", "k");
    assertThat(etagere.run("repair").code()).isEqualTo(ExitCode.OK);
    copy(dir.resolve("b"), dir.resolve("backup"));
    etagere.runWith("2", "put", "k");
    assertThat(etagere.run("repair").code()).isEqualTo(ExitCode.OK);
    assertThat(etagere.run("verify").code()).isEqualTo(ExitCode.OK);

    copy(dir.resolve("backup"), dir.resolve("b"));

    Commandline.Result verified = etagere.run("verify");
    assertThat(verified.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(verified.out())
        .contains("b  has lost what it acknowledged")
        .doesNotContain("a  has lost")
        .doesNotContain("witness  has lost");
    // It mends the keys, and does not make the location what it was.
    assertThat(etagere.run("repair").code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(etagere.run("verify").out()).contains("has lost what it acknowledged");
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (Stream<Path> old = Files.walk(to)) {
        for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  @Test
  void import_ofAPlainFolder_takesOverAndGoesOn() {
    String old = "file:" + dir.resolve("old");
    Commandline plain = Commandline.at(dir).before("--at", old);
    assertThat(plain.runWith("x", "put", "docs/a", "--meta", "owner=me").code())
        .isEqualTo(ExitCode.OK);

    assertThat(etagere().run("import", old).out()).contains("1 imported");
    assertThat(etagere().run("import", old).out()).contains("1 were here");
    assertThat(etagere().run("stat", "docs/a").out()).contains("owner");
    plain.runWith("changed", "put", "docs/a");
    Commandline.Result again = etagere().run("import", old);
    assertThat(again.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(again.out()).contains("docs/a  is here with something else");
    assertThat(etagere().run("get", "docs/a").out()).isEqualTo("x");
  }

  @Test
  void replaceLocation_ofThreeFolders_isAnnouncedThenFinished() {
    Commandline etagere = etagere();
    String a = "file:" + dir.resolve("a");
    String d = "file:" + dir.resolve("d");
    Commandline withBoth = etagere.before(etagere.with("--at", d));
    assertThat(etagere.runWith("1", "put", "k").code()).isEqualTo(ExitCode.OK);

    assertThat(etagere.run("replace-location", d, a).err()).contains("the old one comes first");
    Commandline.Result early = etagere.run("replace-location", a, d, "--clients-reopened");
    assertThat(early.code()).isEqualTo(ExitCode.USAGE);
    assertThat(etagere.run("replace-location", a, d).out()).contains("announced.").contains(d);
    assertThat(etagere.run("replace-location", a, d).out()).contains("announced before.");
    assertThat(etagere.run("status").out()).contains("being exchanged: ").contains(d);
    assertThat(etagere.run("get", "k").err()).contains("being exchanged").contains(d);
    assertThat(withBoth.runWith("2", "put", "k").code()).isEqualTo(ExitCode.OK);

    Commandline.Result done = etagere.run("replace-location", a, d, "--clients-reopened");
    assertThat(done.out()).contains("over, 1 keys").contains(d).doesNotContain(a + "\n");
    assertThat(etagere.run("replace-location", a, d, "--json").out()).contains("\"over\"");
    assertThat(etagere.run("get", "k").err()).contains("no longer among them");
    assertThat(withBoth.run("get", "k").out()).isEqualTo("2");
    assertThat(etagere.run("replace-location", a, d, "--undo").err()).contains("no exchange");
  }

  @Test
  void care_ofOneLocation_saysWhatItWants() {
    Commandline.Result run = Commandline.at(dir).run("verify", "--at", "mem:x");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("three locations");
  }
}
