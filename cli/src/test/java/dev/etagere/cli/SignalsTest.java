package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signals and pipes, which only a process of its own can have. */
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
class SignalsTest {
  private static final List<String> HEARS_SIGNALS = hearsSignals();

  @TempDir private Path folder;

  @Test
  void interrupt_whileStandardInputIsAwaited_saysThatNothingWasStored() throws Exception {
    Process put = start("put", "k");
    // Past the short start of a body, so that the store has begun to take it.
    put.getOutputStream().write(new byte[12 << 20]);
    put.getOutputStream().flush();

    String said = interrupted(put);

    assertThat(said)
        .isEqualTo("etagere: interrupted; the write of 'k' was not done, nothing was changed\n");
    assertThat(put.exitValue()).isEqualTo(130);
    assertThat(Commandline.at(folder).run("ls").line()).isEmpty();
  }

  @Test
  void interrupt_whileAnUpdateRunsItsCommand_saysThatNothingWasChanged() throws Exception {
    Path running = folder.resolve("running");
    Process update =
        start(
            "update",
            "n",
            "--default",
            "0",
            "--",
            "sh",
            "-c",
            "touch '" + running + "'; exec sleep 60");
    while (!Files.exists(running) && update.isAlive()) {
      Thread.onSpinWait();
    }

    assertThat(interrupted(update)).contains("the update of 'n' was not done").hasLineCount(1);
    assertThat(update.exitValue()).isEqualTo(130);
  }

  @Test
  void readerThatGoesAway_endsQuietly() throws Exception {
    Commandline.at(folder).runWith(new byte[3 << 20], "put", "big").line();
    Process get = start("get", "big");
    try (InputStream out = get.getInputStream()) {
      assertThat(out.read()).isZero();
    }

    assertThat(errorsOf(get)).isEmpty();
    assertThat(get.waitFor()).isEqualTo(141);
  }

  private static String interrupted(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    String said = errorsOf(process);
    process.waitFor();
    return said;
  }

  private static String errorsOf(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(HEARS_SIGNALS);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher does: newer JDKs warn on standard error of what loads native code.
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.add("--dir=" + folder.resolve(".etagere"));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).start();
    // A process that does not hear the signal must not keep the test waiting for its output.
    CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
    return process;
  }

  /** Who was started in the background ignores interrupts, and so would whom it starts. */
  private static List<String> hearsSignals() {
    List<String> env = List.of("env", "--default-signal=INT");
    try {
      List<String> trial = new ArrayList<>(env);
      trial.add("true");
      return new ProcessBuilder(trial).start().waitFor() == 0 ? env : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
