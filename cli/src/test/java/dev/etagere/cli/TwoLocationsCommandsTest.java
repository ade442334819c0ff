package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.local.Headers;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.PutRequest;
import dev.etagere.local.server.LocalS3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoLocationsCommandsTest {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "aws.accessKeyId", "test-key",
          "aws.secretAccessKey", "test-secret",
          "aws.disableEc2Metadata", "true");

  @TempDir private Path home;

  private final LocalEngine engineA = LocalEngine.inMemory(Ambient.system());
  private final LocalEngine engineB = LocalEngine.inMemory(Ambient.system());
  private final Map<String, String> before = new HashMap<>();
  private LocalS3Server serverA;
  private LocalS3Server serverB;

  @BeforeEach
  void start() {
    PROPERTIES.forEach(
        (name, value) -> {
          before.put(name, System.getProperty(name));
          System.setProperty(name, value);
        });
    serverA = server(engineA, "bucket-a");
    serverB = server(engineB, "bucket-b");
  }

  private static LocalS3Server server(LocalEngine engine, String bucket) {
    engine.createBucket(bucket);
    return LocalS3Server.builder().engine(engine).keys("test-key", "test-secret").start();
  }

  @AfterEach
  void stop() {
    List.of(serverA, serverB).forEach(LocalS3Server::close);
    List.of(engineA, engineB).forEach(LocalEngine::close);
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private static void put(LocalEngine engine, String bucket, String key, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    engine.put(
        bucket,
        key,
        new ByteArrayInputStream(bytes),
        PutRequest.of(Headers.none()).withLength(bytes.length));
  }

  private static String location(String name, LocalS3Server server) {
    return "s3://bucket-" + name + "/p?path-style=true&endpoint=" + server.endpoint();
  }

  private Commandline.Result run(String command, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = command;
    all[1] = location("a", serverA);
    all[2] = location("b", serverB);
    System.arraycopy(options, 0, all, 3, options.length);
    return Commandline.at(home).run(all);
  }

  @Test
  void diffAndCopy_untilEqual() throws IOException {
    put(engineA, "bucket-a", "p/new", "x");
    put(engineA, "bucket-a", "p/other", "from A");
    put(engineB, "bucket-b", "p/other", "from B");
    put(engineB, "bucket-b", "p/only B's", "z");

    Commandline.Result diff = run("diff");
    assertThat(diff.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(diff.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("missing at B +1 +-  new"),
            line -> assertThat(line).matches("missing at A +- +1  only B's"),
            line -> assertThat(line).matches("different +6 +6  other  \\(content.*\\)"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "3 keys: 0 equal, 1 missing at A, 1 missing at B, 1 different, 0 not"
                            + " comparable"));
    assertThat(run("copy", "--dry-run").out()).contains("1  would be copied", "1  different, left");

    Commandline.Result copy = run("copy");
    assertThat(copy.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(copy.out()).contains("1  copied", "1  only at B, left there", "1 B copied");
    assertThat(copy.err()).contains("other: different, left as it is at B (content; B's is");

    assertThat(run("copy", "--overwrite", "always").code()).isEqualTo(ExitCode.OK);
    assertThat(run("copy", "--json").out())
        .contains("\"total\":2", "\"equal\":2", "\"onlyAtB\":1", "\"open\":0");
    assertThat(
            Commandline.at(home)
                .run("diff", "--at", location("a", serverA), "--at", location("b", serverB))
                .out())
        .contains("3 keys: 2 equal");
    assertThat(run("diff", "--json").out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("{\"key\":\"only B's\",\"kind\":\"missing at A\"")
                    .contains("\"newer\":\"B\",\"a\":null,\"b\":{\"size\":1,\"etag\":"),
            line -> assertThat(line).startsWith("{\"compared\":3,\"equal\":2,"));
  }

  @Test
  void doctor_locationsThatDoNotReplicate_saysWhyAndWhatToDo() {
    Commandline.Result doctor = run("doctor", "--wait", "1s");

    assertThat(doctor.code()).isEqualTo(ExitCode.UNFIT);
    assertThat(doctor.out())
        .containsPattern("error +A +versioning +versioning was never turned on")
        .contains("=> turn it on")
        .containsPattern("ok +B +conditions +conditions are honoured");
    assertThat(run("doctor", "--no-probes", "--json").out().lines())
        .allMatch(line -> line.startsWith("{\"severity\":\"") && line.endsWith("\"}"))
        .noneMatch(line -> line.contains("\"check\":\"lag\""));
  }

  @Test
  void wrongWords_areUsage() {
    String location = "s3://bucket?region=eu-west-1";
    for (String[] args :
        new String[][] {
          {"copy", location},
          {"copy", location, location, location},
          {"diff"},
          {"diff", "--at", location},
          {"diff", location, "--at", location},
          {"doctor", location, "file:/tmp/x"},
          {"copy", location, location},
          {"setup", "replication", location, location},
          {"setup", "something", location, location, "--role", "arn:aws:iam::1:role/r"},
          {"setup", "replication", location, "--role", "arn:aws:iam::1:role/r"},
          {"setup", "replication", location, location, "--role", "no-arn"},
        }) {
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(String.join(" ", args)).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).startsWith("etagere: ").hasLineCount(1);
    }
    assertThat(run("copy", "--overwrite", "sometimes").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("copy", "--parallel", "0").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void bar_isOneLine() {
    assertThat(CopyBar.text(0.43, 12_345, 28_900, 1_300_000_000L, 35e6, "1m05s left"))
        .isEqualTo("[======        ]  43% 12345/28900, 1.2 GiB, 33.4 MiB/s, 1m05s left");
    assertThat(CopyBar.time(Duration.ofSeconds(59))).isEqualTo("59s");
    assertThat(CopyBar.time(Duration.ofMinutes(121))).isEqualTo("2h01m");
    assertThat(CopyBar.amount(999)).isEqualTo("999 B");
    assertThat(CopyBar.amount(1_000)).isEqualTo("1.0 KiB");
  }
}
