package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Every command that takes a store, over two folders and a witness. */
class ThreeLocationsTest {
  private static final String COPIES = "etagere: 2 copies\n";

  @TempDir private Path home;
  private final List<S3Client> clients = new ArrayList<>();
  private Commandline etagere;

  @BeforeEach
  void start() {
    etagere =
        Commandline.at(home)
            .before("--at", at("a"), "--at", at("b"), "--at", at("w") + "?role=witness");
  }

  @AfterEach
  void close() {
    clients.forEach(S3Client::close);
  }

  private String at(String name) {
    return "file:" + home.resolve(name);
  }

  private String put(String content, String... args) {
    Commandline.Result result = etagere.runWith(content, args);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEqualTo(COPIES);
    return result.out().stripTrailing();
  }

  @Test
  void everyCommand_worksAndPutTellsTheCopies() {
    String version = put("before", "put", "notes/a");

    assertThat(etagere.run("get", "notes/a").line()).isEqualTo("before");
    assertThat(etagere.run("stat", "notes/a").line()).contains("version   " + version);
    assertThat(etagere.runWith("x", "put", "notes/b", "--json").line()).endsWith("\"copies\":2}");
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a\nnotes/b");
    assertThat(etagere.run("ls", "-l").line()).contains(version);
    String next = put("after", "put", "notes/a", "--if-version", version);
    assertThat(etagere.runWith("x", "put", "notes/a", "--if-version", version).code())
        .isEqualTo(ExitCode.CONFLICT);
    assertThat(put("", "cp", "notes/a", "notes/c", "--if-absent")).isNotEqualTo(next);
    assertThat(etagere.run("update", "notes/c", "--", "tr", "a-z", "A-Z").line()).isNotEmpty();
    assertThat(etagere.run("get", "notes/c").line()).isEqualTo("AFTER");
    assertThat(etagere.run("rm", "notes/b").line()).isNotEmpty();
    assertThat(etagere.run("ls").line()).isEqualTo("notes/a\nnotes/c");
  }

  @Test
  void put_largerThanWhatStandsInTheRegister_hasItsCopiesToo() throws IOException {
    Path file = home.resolve("large");
    Files.write(file, new byte[300_000]);

    put("", "put", "large", file.toString());

    assertThat(etagere.run("get", "large").bytes()).hasSize(300_000);
  }

  @Test
  void put_otherLocationWithDataDown_warnsOfTheSingleCopyAndReadsGoOn() {
    try (LocalEngine engine = LocalEngine.inMemory(Ambient.system());
        LocalS3Server server = LocalS3Server.builder().engine(engine).start()) {
      engine.createBucket("bucket-b");
      Commandline three = over(server);
      assertThat(three.runWith("1", "put", "a").err()).isEqualTo(COPIES);
      server.stop();

      Commandline.Result put = three.runWith("2", "put", "a", "--json");

      assertThat(put.code()).as(put.err()).isEqualTo(ExitCode.OK);
      assertThat(put.out()).endsWith("\"copies\":1}\n");
      assertThat(put.err()).startsWith("etagere: warning: 1 copy; ").hasLineCount(1);
      assertThat(three.run("get", "a").line()).isEqualTo("2");
      assertThat(three.run("status", "--deadline=500ms").code()).isEqualTo(ExitCode.DEGRADED);
      assertThat(three.run("update", "a", "--", "echo", "3").err()).contains("warning: 1 copy; ");
    }
  }

  /** The second of them over HTTP, with a client of its own for each command. */
  private Commandline over(LocalS3Server server) {
    Location b = Location.data("s3://bucket-b");
    Opener opener =
        (locations, deadline, listener) -> {
          Etagere.Builder builder = Etagere.builder();
          if (deadline != null) {
            builder = builder.deadline(deadline);
          }
          if (listener != null) {
            builder = builder.listener(listener);
          }
          if (locations.contains(b)) {
            builder = builder.s3Client(b, client(server));
          }
          return builder.open(locations.toArray(Location[]::new));
        };
    return Commandline.with(home, opener)
        .before("--at", at("a"), "--at", b.toString(), "--at", at("w") + "?role=witness");
  }

  private S3Client client(LocalS3Server server) {
    S3Client client =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.of(server.region()))
            .forcePathStyle(true)
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
            .build();
    clients.add(client);
    return client;
  }

  @Test
  void probe_severalLocations_triesEach() {
    put("x", "put", "a");

    assertThat(etagere.run("probe", "--rounds", "1").line())
        .contains("A store can be kept at " + at("a"), "A store can be kept at " + at("w"));
    assertThat(etagere.run("ls").line()).isEqualTo("a");
  }

  @Test
  void wrongSetsOfLocations_areUsageAndSayWhatIsWanted() {
    String witness = "mem:w?role=witness";
    for (String[] at :
        new String[][] {
          {"mem:a", witness},
          {witness, "mem:v?role=witness"},
          {"mem:a", witness, "mem:v?role=witness"},
        }) {
      String[] args = new String[at.length + 2];
      for (int i = 0; i < at.length; i++) {
        args[i] = "--at=" + at[i];
      }
      args[at.length] = "put";
      args[at.length + 1] = "x";
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err())
          .hasLineCount(1)
          .contains("two locations with data and a witness", "mem:w (witness)");
    }
    for (String[] args :
        new String[][] {
          {"--at", witness, "put", "x"},
          {"--at=mem:a", "--at=mem:a", "--at", witness, "put", "x"},
          // Four may be given only while one is being exchanged.
          {"--at=mem:a", "--at=mem:b", "--at=mem:c", "--at", witness, "put", "x"},
        }) {
      Commandline.Result result = Commandline.at(home).run(args);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err())
          .hasLineCount(1)
          .containsAnyOf("is a witness", "given twice", "an odd number of locations");
    }
  }
}
