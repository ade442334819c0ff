package dev.etagere.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.profiles.ProfileFile;

@DisabledOnOs(OS.WINDOWS)
class LocalKeysTest {
  @TempDir Path directory;

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void in_noFile_makesOneForItsOwnerOnly() throws Exception {
    Path file = directory.resolve("a/b/keys");
    LocalKeys keys = LocalKeys.in(file);
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(file.getParent())).isEqualTo("rwx------");
    assertThat(LocalKeys.in(file)).isEqualTo(keys);
    assertThat(file.getParent().toFile().list()).containsExactly("keys");
    assertThat(keys.secretKey()).hasSizeGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void in_fileOfOthersToo_isRefused(String permissions) throws Exception {
    Path file = directory.resolve("keys");
    LocalKeys keys = LocalKeys.in(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> LocalKeys.in(file))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining(keys.secretKey());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(LocalKeys.in(file)).isEqualTo(keys);
  }

  @Test
  void in_manyAtOnce_allGetTheSame() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int round = 0; round < 20; round++) {
      Path file = directory.resolve("keys" + round);
      List<Future<LocalKeys>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> LocalKeys.in(file)));
      }
      Set<LocalKeys> seen = new HashSet<>();
      for (Future<LocalKeys> each : all) {
        seen.add(each.get());
      }
      assertThat(seen).hasSize(1);
    }
    threads.shutdown();
  }

  @Test
  void in_fileWithoutKeys_isRefused() throws Exception {
    Path file = directory.resolve("keys");
    LocalKeys.in(file);
    Files.writeString(file, "[default]\nregion = x\n");
    assertThatThrownBy(() -> LocalKeys.in(file))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> LocalKeys.in(directory)).isInstanceOf(AccessException.class);
  }

  @Test
  void file_isACredentialsFileOfTheSdk() {
    Path file = directory.resolve("keys");
    LocalKeys keys = LocalKeys.in(file);
    var profile =
        ProfileFile.builder()
            .content(file)
            .type(ProfileFile.Type.CREDENTIALS)
            .build()
            .profile("default")
            .orElseThrow();
    assertThat(profile.property("aws_access_key_id")).contains(keys.accessKey());
    assertThat(profile.property("aws_secret_access_key")).contains(keys.secretKey());
  }

  @Test
  void keys_text_hidesTheSecret() {
    LocalKeys keys = LocalKeys.random();
    assertThat(keys.toString()).contains(keys.accessKey()).doesNotContain(keys.secretKey());
    assertThat(keys).isNotEqualTo(LocalKeys.random());
  }

  @Test
  void keys_nonsense_isRefused() {
    assertThatThrownBy(() -> new LocalKeys("a/b", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LocalKeys("abc", " "))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
