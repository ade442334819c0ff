package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects too large for memory or one request. */
abstract sealed class LargeContract extends UpdateContract permits KeyContract {
  @Test
  void upload_aboveThreshold_goesInPartsAndComesBack(@TempDir Path dir) throws IOException {
    byte[] large = new byte[(17 << 20) + 3];
    new Random(1).nextBytes(large);
    Path file = Files.write(dir.resolve("large"), large);

    Precondition ifAbsent =
        holds(Guarantee.CONDITIONAL_MULTIPART) ? Precondition.absent() : Precondition.none();
    LongAdder sent = new LongAdder();
    Version version = store.upload(key("large"), file, ifAbsent, sent::add);

    Path back = dir.resolve("back");
    LongAdder received = new LongAdder();
    ObjectInfo info = store.download(key("large"), back, received::add);
    assertThat(sent.sum()).isEqualTo(large.length);
    assertThat(received.sum()).isEqualTo(large.length);
    assertThat(info.version()).isEqualTo(version);
    assertThat(info.size()).isEqualTo(large.length);
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    assertThatThrownBy(() -> store.get(key("large")))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("open");
    try (ObjectStream stream = store.open(key("large")).orElseThrow()) {
      assertThat(Arrays.equals(stream.readAllBytes(), large)).isTrue();
    }
  }

  @Test
  void upload_onCondition_isJudgedWhenItCompletesOrRefused() {
    Version first = store.create(key("a"), Content.of("1"));
    byte[] large = new byte[(16 << 20) + 1];

    if (holds(Guarantee.CONDITIONAL_MULTIPART)) {
      assertThatThrownBy(() -> store.create(key("a"), Content.of(large)))
          .isInstanceOf(ConflictException.class);
      assertThat(text("a")).isEqualTo("1");
      Version second =
          store.replace(key("a"), Content.stream(new ByteArrayInputStream(large)), first);
      assertThat(info("a").version()).isEqualTo(second);
      assertThat(info("a").size()).isEqualTo(large.length);
    } else {
      assertThatThrownBy(() -> store.replace(key("a"), Content.of(large), first))
          .isInstanceOf(UnsupportedException.class);
      assertThat(text("a")).isEqualTo("1");
    }
  }

  @Test
  void download_missing_isAbsentAndLeavesNoFile(@TempDir Path dir) throws IOException {
    assertThatThrownBy(() -> store.download(key("none"), dir.resolve("f")))
        .isInstanceOf(AbsentException.class);
    try (var files = Files.list(dir)) {
      assertThat(files).isEmpty();
    }
    store.create(key("empty"), Content.of(""));
    store.download(key("empty"), dir.resolve("e"));
    assertThat(dir.resolve("e")).isEmptyFile();
  }
}
