package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.LocalLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's example runs as it stands, and its code is the code that runs. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void frontDoor_asItStands_runsOnTheLocalS3() {
    try (LocalLocation s3 = LocalLocation.start("eu-west-1", "my-bucket")) {
      Map<String, String> properties =
          Map.of(
              "aws.endpointUrlS3", s3.endpoint().toString(),
              "aws.accessKeyId", s3.server().accessKey(),
              "aws.secretAccessKey", s3.server().secretKey());
      properties.forEach(System::setProperty);
      try {
        FrontDoorExample.Seen seen = FrontDoorExample.run();

        assertThat(seen.object().version()).isEqualTo(seen.second()).isNotEqualTo(seen.first());
        assertThat(seen.object().asString()).isEqualTo("{\"hello\":\"you\"}");
        assertThat(seen.now().value().theme()).isEqualTo("dark");
        try (ObjectStore bare = s3.store()) {
          assertThat(bare.get("prefix/app/settings").orElseThrow().asString())
              .isEqualTo("{\"fontSize\":12,\"theme\":\"dark\"}");
        }
      } finally {
        properties.keySet().forEach(System::clearProperty);
      }
    }
  }

  @Test
  void everyJavaBlock_isCodeThatIsCompiledAndRun() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String example =
        Files.readString(Path.of("src/test/java/dev/etagere/contract/FrontDoorExample.java"));
    Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    List<String> found = new ArrayList<>();
    while (blocks.find()) {
      found.add(blocks.group(1));
    }

    assertThat(found).isNotEmpty();
    for (String block : found) {
      // The try block is open at the marker in the source, and closed in the README.
      String code = squeeze(block).replaceAll("\\}$", "");
      assertThat(squeeze(example)).contains(code);
    }
  }

  private static String squeeze(String code) {
    return code.replaceAll("\\s+", "");
  }
}
