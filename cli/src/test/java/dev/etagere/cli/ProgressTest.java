package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
  private static final int LARGE = (16 << 20) + 1;

  @TempDir private Path home;

  @Test
  void transfers_onATerminal_showABarThatReachesItsEnd() throws Exception {
    Path file = Files.write(home.resolve("large"), new byte[LARGE]);

    assertThat(errors("2", "put", "k", file.toString())).contains("100%", "MiB");
    assertThat(errors("2", "get", "k", "-o", home.resolve("back").toString())).contains("100%");
    assertThat(errors("2", "get", "k")).contains("100%");
    assertThat(Files.mismatch(file, home.resolve("back"))).isEqualTo(-1);
  }

  @Test
  void transfers_ofUnknownLength_showHowMuchHasMoved() {
    assertThat(errors("2", "put", "k")).contains("k: 16 MiB").doesNotContain("%");
  }

  @Test
  void transfers_elsewhere_showNothing() throws Exception {
    Path file = Files.write(home.resolve("large"), new byte[LARGE]);

    assertThat(errors("", "put", "k", file.toString())).isEmpty();
    assertThat(errors("1", "get", "k", "-o", home.resolve("back").toString())).isEmpty();
    assertThat(errors("12", "get", "k")).as("on one terminal with the bytes").isEmpty();
  }

  private String errors(String terminals, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(new byte[LARGE]);
    Console console =
        new Console(
            in,
            OutputStream.nullOutputStream(),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminals,
            home);
    assertThat(new Cli(console, Opener.FRONT_DOOR).run(args)).isEqualTo(ExitCode.OK);
    return err.toString(StandardCharsets.UTF_8);
  }
}
