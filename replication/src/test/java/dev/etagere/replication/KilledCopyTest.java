package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.testkit.LocalLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies in another JVM, opened by URI as the command does it. */
@Tag("once")
class KilledCopyTest {
  private static final int KEYS = 600;
  private static final int MIB = 1 << 20;
  private static final Pattern RESULT = Pattern.compile("(\\d+) copied, (\\d+) equal, 0 open");

  private final TwoSites sites = new TwoSites();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    sites.close();
  }

  private Process start(String heap, String... checkpoint) throws IOException {
    Path credentials = folder.resolve("credentials");
    Files.writeString(credentials, profile("a", sites.atA) + profile("b", sites.atB));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-Daws.disableEc2Metadata=true",
                "-cp",
                System.getProperty("java.class.path"),
                CopyProcess.class.getName(),
                uri("a", sites.atA),
                uri("b", sites.atB)));
    command.addAll(List.of(checkpoint));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
    builder.environment().put("AWS_CONFIG_FILE", folder.resolve("none").toString());
    return builder.start();
  }

  private static String profile(String name, LocalLocation at) {
    return "["
        + name
        + "]\naws_access_key_id = "
        + at.server().accessKey()
        + "\naws_secret_access_key = "
        + at.server().secretKey()
        + "\n";
  }

  private static String uri(String profile, LocalLocation at) {
    return "s3://"
        + at.bucket()
        + "/p?endpoint="
        + at.endpoint()
        + "&region="
        + at.server().region()
        + "&path-style=true&profile="
        + profile;
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  private void killWhenHalfDone(Process process) throws InterruptedException {
    try {
      // At most two minutes; the copy is slowed down so that the middle cannot be missed.
      for (int i = 0; i < 2_400 && sites.keys(sites.atB).size() < KEYS / 2; i++) {
        assertThat(process.isAlive()).isTrue();
        Ambient.system().sleep(Duration.ofMillis(50));
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private int copiedBySecondRun(String out) {
    Matcher result = RESULT.matcher(out);
    assertThat(result.find()).as(out).isTrue();
    return Integer.parseInt(result.group(1));
  }

  private void fill() {
    for (int i = 0; i < KEYS; i++) {
      sites.put(sites.atA, String.format("k%05d", i), "value " + i);
    }
    sites.atB.faults().add(Fault.latency(Duration.ofMillis(20)).on(Operation.PUT).always());
  }

  private void requireEqual() {
    assertThat(new Diff(sites.a, sites.b, false).run(d -> {}, keys -> {}).allEqual()).isTrue();
  }

  @Test
  void copy_killedInTheMiddle_goesOnWhereItWas() throws IOException, InterruptedException {
    fill();
    killWhenHalfDone(start("-Xmx64m"));
    int there = sites.keys(sites.atB).size();
    assertThat(there).isBetween(KEYS / 2, KEYS - 1);
    sites.atB.faults().clear();

    String out = output(start("-Xmx64m"));

    assertThat(copiedBySecondRun(out)).isLessThanOrEqualTo(KEYS - there);
    requireEqual();
  }

  @Test
  void copy_killedWithACheckpoint_goesOnFromThere() throws IOException, InterruptedException {
    fill();
    Path checkpoint = folder.resolve("copy.state");
    killWhenHalfDone(start("-Xmx64m", checkpoint.toString()));
    assertThat(checkpoint).exists();
    sites.atB.faults().clear();

    String out = output(start("-Xmx64m", checkpoint.toString()));

    assertThat(out).contains("note going on after 'k0");
    Matcher result = RESULT.matcher(out);
    assertThat(result.find()).isTrue();
    assertThat(Integer.parseInt(result.group(1)) + Integer.parseInt(result.group(2)))
        .isLessThan(KEYS);
    assertThat(checkpoint).doesNotExist();
    requireEqual();
  }

  @Test
  void copy_objectsLargerThanTheHeap_streams() throws IOException, InterruptedException {
    byte[] large = TwoSites.random(28 * MIB, 9);
    sites.put(sites.atA, "one piece", large);
    sites.putParts(sites.atA, "parts", large, List.of(16L * MIB, 12L * MIB));

    String out = output(start("-Xmx28m"));

    assertThat(out).contains("2 copied");
    requireEqual();
  }
}
