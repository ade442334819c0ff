package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script CI runs on the launcher, in small and on the classes under test. */
class MustShowTest {
  @TempDir private Path folder;

  @Test
  void mustShow_onProcesses_losesNothing() throws Exception {
    Path file = folder.resolve("a file");
    Files.write(file, new byte[100_000]);

    Process process =
        new ProcessBuilder(
                "sh", "src/test/sh/must-show.sh", command().toString(), file.toString(), "3", "4")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("the same bytes", "counted 12, wanted 12, shells that failed: 0");
  }

  private Path command() throws IOException {
    Path command = folder.resolve("etagere");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        command,
        "#!/bin/sh\nexec '"
            + java
            + "' -XX:TieredStopAtLevel=1 -cp '"
            + System.getProperty("java.class.path")
            + "' dev.etagere.cli.Main \"$@\"\n");
    return Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
  }
}
