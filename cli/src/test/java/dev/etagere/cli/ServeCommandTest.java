package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in a process of its own, and the command on both sides of it. */
class ServeCommandTest {
  @TempDir private Path home;

  @Test
  void serve_killed_leavesWhatWasAcknowledgedAndItsKeys() throws Exception {
    Process server = start();
    try {
      String endpoint = endpoint(server);
      String at = "s3://default?region=us-east-1&path-style=true&endpoint=" + endpoint;

      assertThat(client(at, "put", "k", home.resolve("value").toString()).waitFor()).isZero();
    } finally {
      server.destroyForcibly().waitFor();
    }

    assertThat(Commandline.at(home).run("get", "k").out()).isEqualTo("over http");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys())))
        .isEqualTo("rw-------");
  }

  @Test
  void serve_location_isUsage() {
    assertThat(Commandline.at(home).run("serve", "--at", "mem:x").code()).isEqualTo(ExitCode.USAGE);
  }

  private Process start() throws IOException {
    Files.writeString(home.resolve("value"), "over http");
    return java("serve", "--port", "0").start();
  }

  /** With the keys the server made; they are in the format of the SDK. */
  private Process client(String at, String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("--at", at));
    words.addAll(List.of(command));
    ProcessBuilder builder = java(words.toArray(String[]::new)).inheritIO();
    builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", keys().toString());
    builder.environment().keySet().removeAll(List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
    return builder.start();
  }

  private Path keys() {
    return home.resolve(".etagere/keys");
  }

  private ProcessBuilder java(String... command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.etagere.cli.Main"));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("HOME", home.toString());
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static String endpoint(Process server) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    for (String line; (line = out.readLine()) != null; ) {
      Matcher at = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+)").matcher(line);
      if (at.find()) {
        return at.group(1);
      }
    }
    throw new AssertionError("the server said no endpoint, and ended");
  }
}
