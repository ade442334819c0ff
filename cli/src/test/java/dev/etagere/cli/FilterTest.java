package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterTest {
  private static final byte[] LARGE = new byte[4 << 20];

  @Test
  void run_withMoreThanAPipeHolds_passesAllOfIt() {
    assertThat(run(LARGE, "cat")).isEqualTo(LARGE);
  }

  @Test
  void run_ofCommandThatPrintsBeforeItReads_doesNotBlock() {
    assertThat(run(LARGE, "sh", "-c", "head -c 1000000 /dev/zero; cat")).hasSize(5_194_304);
  }

  @Test
  void run_ofCommandThatReadsNothing_takesItsOutput() {
    assertThat(text(run(LARGE, "echo", "x"))).isEqualTo("x\n");
    assertThat(text(run(LARGE, "sh", "-c", "exec <&-; echo x"))).isEqualTo("x\n");
  }

  @Test
  void run_ofCommandThatNeverEnds_stopsIt(@TempDir Path folder) {
    Path pid = folder.resolve("pid");
    Filter filter =
        new Filter(List.of("sh", "-c", "echo $$ >'" + pid + "'; echo x; sleep 1000 & wait"));

    assertThatThrownBy(() -> filter.run(LARGE, deadline(Duration.ofMillis(700))))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("did not end within 700 ms");

    assertThat(pid)
        .satisfies(
            file ->
                assertThat(ProcessHandle.of(Long.parseLong(Files.readString(file).strip())))
                    .isNotPresent());
  }

  @Test
  void run_ofCommandWithoutEndOfOutput_isTooLarge() {
    assertThatThrownBy(() -> run(new byte[0], "cat", "/dev/zero"))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void run_whenInterrupted_stopsTheCommandAndKeepsTheFlag() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> run(new byte[0], "sleep", "1000"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static byte[] run(byte[] input, String... command) {
    return new Filter(List.of(command)).run(input, deadline(Duration.ofMinutes(1)));
  }

  private static Deadline deadline(Duration length) {
    return Deadline.after(length, Ambient.system());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
