package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @TempDir private Path folder;
  private FakeClone clone;

  @BeforeEach
  void make() throws Exception {
    clone = FakeClone.in(folder.resolve("a clone"));
  }

  @Test
  void firstUse_builds_andTheSecondDoesNot() throws Exception {
    FakeClone.Run first = clone.run("get", "a b", "", "*");
    FakeClone.Run second = clone.run("get", "a b", "", "*");

    assertThat(first.err()).startsWith("etagere: building itself").hasLineCount(1);
    assertThat(first.out()).isEqualTo("[get][a b][][*]\n");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void exitCode_isTheCommands() throws Exception {
    assertThat(clone.run("exit", "6").code()).isEqualTo(6);
  }

  @Test
  void archive_isMadeForThisJava_andUsed() throws Exception {
    clone.allowTraining();
    assertThat(clone.run("shared").out()).isEqualTo("[shared]\ntrue\n");
    assertThat(clone.archives()).hasSize(1).allMatch(file -> file.toFile().length() > 0);
  }

  @Test
  void changedSource_deletedSource_andPom_buildAgain() throws Exception {
    Path source = clone.root().resolve("core/src/main/java/A.java");
    clone.run("x");

    clone.age();
    Files.writeString(source, "changed");
    clone.run("x");
    assertThat(clone.builds()).isEqualTo(2);

    clone.age();
    Files.delete(source);
    clone.run("x");
    assertThat(clone.builds()).isEqualTo(3);

    clone.age();
    Files.writeString(clone.root().resolve("core/pom.xml"), "<project/>");
    clone.run("x");
    assertThat(clone.builds()).isEqualTo(4);
  }

  @Test
  void changedTest_buildsNothing() throws Exception {
    clone.run("x");
    Path test = Files.createDirectories(clone.root().resolve("core/src/test/java"));
    clone.age();
    Files.writeString(test.resolve("T.java"), "changed");

    clone.run("x");

    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void severalAtOnce_buildOnce() throws Exception {
    severalAtOnce();
  }

  @Test
  void severalAtOnce_withoutFlock_buildOnce() throws Exception {
    clone.withoutFlock();
    severalAtOnce();
  }

  private void severalAtOnce() throws Exception {
    List<FakeClone.Started> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(clone.start("run", Integer.toString(i)));
    }
    for (int i = 0; i < all.size(); i++) {
      FakeClone.Run run = all.get(i).await();
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("[run][" + i + "]\n");
    }
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void killedInTheMiddle_leavesNoLock() throws Exception {
    killed();
  }

  @Test
  void killedInTheMiddle_withoutFlock_leavesNoLock() throws Exception {
    clone.withoutFlock();
    killed();
  }

  private void killed() throws Exception {
    clone.hangBuilds(true);
    FakeClone.Started started = clone.start("x");
    clone.awaitBuilds(1);
    started.kill();
    clone.hangBuilds(false);

    FakeClone.Run next = clone.run("x");

    assertThat(next.code()).as(next.err()).isZero();
    assertThat(clone.builds()).isEqualTo(2);
  }

  @Test
  void failedBuild_showsTheEndOfItsLog_andIsTriedAgain() throws Exception {
    clone.failBuilds(true);
    FakeClone.Run failed = clone.run("x");
    clone.failBuilds(false);

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("the build failed", "[ERROR] it does not compile");
    assertThat(failed.out()).isEmpty();
    assertThat(clone.run("x").out()).isEqualTo("[x]\n");
  }

  @Test
  void failedRebuild_neverRunsTheOldOne() throws Exception {
    clone.run("x");
    clone.age();
    Files.writeString(clone.root().resolve("core/src/main/java/A.java"), "changed");
    clone.failBuilds(true);

    assertThat(clone.run("x").code()).isEqualTo(1);
  }

  @Test
  void link_fromAnywhere_isFollowed() throws Exception {
    Path first = Files.createDirectory(folder.resolve("bin")).resolve("e");
    Files.createSymbolicLink(first, Path.of("../second link"));
    Files.createSymbolicLink(folder.resolve("second link"), clone.root().resolve("etagere"));

    assertThat(clone.runAs(first, folder.resolve("bin"), "x").out()).isEqualTo("[x]\n");
  }

  @Test
  void movedClone_buildsAgain() throws Exception {
    clone.run("x");
    FakeClone moved = clone.moveTo(folder.resolve("elsewhere"));

    assertThat(moved.run("x").out()).isEqualTo("[x]\n");
    assertThat(moved.builds()).isEqualTo(2);
  }

  @Test
  void oldJava_andNoJava_areToldInOneLine() throws Exception {
    Path old = Files.createDirectories(folder.resolve("jdk-11/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    FakeClone.executable(old.resolve("bin/java"), "#!/bin/sh\n");

    FakeClone.Run withOld = clone.withJavaHome(old).run("x");
    FakeClone.Run withNone = clone.withJavaHome(folder.resolve("nothing")).run("x");

    assertThat(withOld.err()).contains("needs Java 17 or newer", "11.0.2").hasLineCount(1);
    assertThat(withNone.err()).contains("JAVA_HOME is", "no bin/java").hasLineCount(1);
    assertThat(withOld.code()).isEqualTo(1);
    assertThat(withNone.code()).isEqualTo(1);
    assertThat(clone.builds()).isZero();
  }
}
