package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatermarkTest {
  @TempDir private Path folder;

  @Test
  void key_endedInAnyOrder_isTheLastWithNothingOpenBelow() {
    long seed = 11;
    Random random = new Random(seed);
    Watermark mark = new Watermark("start");
    List<Long> open = new ArrayList<>();
    boolean[] ended = new boolean[200];
    for (int i = 0; i < 200; i++) {
      open.add(mark.begin("k" + i));
    }
    Collections.shuffle(open, random);
    for (long number : open) {
      mark.end(number, true);
      ended[(int) number] = true;
      int below = 0;
      while (below < 200 && ended[below]) {
        below++;
      }
      assertThat(mark.key())
          .as("seed %d", seed)
          .isEqualTo(below == 0 ? "start" : "k" + (below - 1));
    }
  }

  @Test
  void key_afterAFailure_staysBeforeIt() {
    Watermark mark = new Watermark(null);
    mark.end(mark.begin("a"), true);
    mark.end(mark.begin("b"), false);
    mark.end(mark.begin("c"), true);

    assertThat(mark.key()).isEqualTo("a");
  }

  @Test
  void held_afterAFailure_doesNotGrowWithTheKeys() {
    Watermark mark = new Watermark(null);
    long failed = mark.begin("a");
    mark.end(mark.begin("b"), true);
    mark.end(failed, false);
    for (int i = 0; i < 1_000; i++) {
      mark.end(mark.begin("c" + i), true);
    }

    assertThat(mark.held()).isZero();
    assertThat(mark.key()).isNull();
  }

  @Test
  void checkpoint_ofAnotherCopy_isRefused() throws IOException {
    FakeAmbient ambient = new FakeAmbient();
    Site a = new FakeBucket("bucket-a", "eu-west-1", ambient).site("A");
    Site b = new FakeBucket("bucket-b", "us-east-1", ambient).site("B");
    Path file = folder.resolve("state");
    Checkpoint checkpoint = new Checkpoint(file, a, b);
    assertThat(checkpoint.read()).isNull();

    checkpoint.write("key with = and \n and 😀");

    assertThat(checkpoint.read()).isEqualTo("key with = and \n and 😀");
    assertThatThrownBy(() -> new Checkpoint(file, b, a).read())
        .isInstanceOf(IllegalArgumentException.class);
    Files.writeString(file, "something else");
    assertThatThrownBy(checkpoint::read).isInstanceOf(IllegalArgumentException.class);
  }
}
