package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateCommandTest {
  @TempDir private Path home;
  private Commandline etagere;

  @BeforeEach
  void open() {
    etagere = Commandline.at(home);
  }

  @Test
  void update_ofObject_writesWhatTheCommandPrints() {
    etagere.runWith("41\n", "put", "n", "--type", "text/x", "--meta", "m=1").line();

    String version = etagere.run("update", "n", "--", "awk", "{print $1+1}").line();

    assertThat(etagere.run("get", "n").out()).isEqualTo("42\n");
    assertThat(etagere.run("stat", "n").line()).contains(version, "text/x", "m=1");
  }

  @Test
  void update_ofAbsent_startsFromTheDefault() {
    etagere.run("update", "n", "--default", "-5", "--", "awk", "{print $1+1}").line();

    assertThat(etagere.run("get", "n").out()).isEqualTo("-4\n");
  }

  @Test
  void update_fromEmptyDefault_givesEmptyInput() {
    etagere.run("update", "n.txt", "--default", "", "--", "sh", "-c", "cat; echo x").line();

    assertThat(etagere.run("get", "n.txt").out()).isEqualTo("x\n");
    assertThat(etagere.run("stat", "n.txt").line()).contains("text/plain");
  }

  @Test
  void update_toTheSame_keepsTheVersion() {
    String version = etagere.runWith("x", "put", "k").line();

    assertThat(etagere.run("update", "k", "--", "cat").line()).isEqualTo(version);
  }

  @Test
  void update_byFailingCommand_changesNothing() {
    etagere.runWith("x", "put", "k").line();

    Commandline.Result result = etagere.run("update", "k", "--", "sh", "-c", "echo y; exit 7");

    assertThat(result.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err())
        .isEqualTo("etagere: 'sh' ended with exit code 7; nothing was changed\n");
    assertThat(etagere.run("get", "k").line()).isEqualTo("x");
  }

  @Test
  void update_byCommandThatPrintsNothing_changesNothing() {
    etagere.runWith("x", "put", "k").line();

    assertThat(etagere.run("update", "k", "--", "true").err()).contains("printed nothing");
    assertThat(etagere.run("get", "k").line()).isEqualTo("x");
    assertThat(etagere.run("update", "new", "--default", "0", "--", "true").code())
        .isEqualTo(ExitCode.FAILURE);
    assertThat(etagere.run("get", "new").code()).isEqualTo(ExitCode.ABSENT);
  }

  @Test
  void update_byNoCommand_isUsage() {
    assertThat(etagere.run("update", "k").code()).isEqualTo(ExitCode.USAGE);
    assertThat(etagere.run("update", "k", "--default", "0", "--", "no-such-command").code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void update_whenAnotherWasFirst_runsTheCommandAgainOnThat() throws Exception {
    etagere.runWith("first", "put", "k").line();
    Path running = home.resolve("running");
    Path go = home.resolve("go");
    String script =
        "cat; printf ' and mine'; echo >>running; while [ ! -e go ]; do sleep 0.02; done";
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Commandline.Result> update =
        thread.submit(
            () -> etagere.run("update", "k", "--", "sh", "-c", "cd '" + home + "'; " + script));
    while (!Files.exists(running)) {
      Thread.onSpinWait();
    }
    etagere.runWith("second", "put", "k").line();
    Files.createFile(go);

    update.get().line();
    thread.shutdown();

    assertThat(etagere.run("get", "k").line()).isEqualTo("second and mine");
    assertThat(running).hasContent("\n\n");
  }

  @Test
  void update_byManyAtOnce_losesNothing() throws Exception {
    int writers = 4;
    int each = 10;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> done = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  etagere.run("update", "n", "--default", "0", "--", "awk", "{print $1+1}").line();
                }
              }));
    }
    for (Future<?> one : done) {
      one.get();
    }
    threads.shutdown();

    assertThat(etagere.run("get", "n").line()).isEqualTo(Integer.toString(writers * each));
  }
}
