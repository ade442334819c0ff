package dev.etagere.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.benchmarks.report.Flame;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.xml.parsers.DocumentBuilderFactory;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlameTest {
  @Test
  void main_recordingOfAThread_isAPictureOfWhatItDid(@TempDir Path directory) throws Exception {
    Path recording = directory.resolve("recording.jfr");
    try (Recording recorder = new Recording()) {
      recorder.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recorder.start();
      Thread busy = new Thread(FlameTest::work, "the-busy-one");
      busy.start();
      busy.join();
      recorder.stop();
      recorder.dump(recording);
    }
    Path picture = directory.resolve("picture.svg");

    Flame.main(new String[] {recording.toString(), picture.toString(), "Work & more", "busy"});

    String svg = Files.readString(picture);
    assertThat(svg).contains("Work &amp; more", FlameTest.class.getName() + ".work");
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(picture.toFile())
                .getElementsByTagName("rect")
                .getLength())
        .isGreaterThan(1);
  }

  @Test
  void main_collapsedStacks_isAPictureOfThoseWanted(@TempDir Path directory) throws Exception {
    Path stacks = directory.resolve("stacks.collapsed");
    Files.writeString(
        stacks, "java/lang/Thread.run;a/Sender.run;sha 30\njava/lang/Thread.run;a/Other.run 60\n");
    Path picture = directory.resolve("picture.svg");

    Flame.main(new String[] {stacks.toString(), picture.toString(), "Sent", "a.Sender"});

    assertThat(Files.readString(picture))
        .contains("Sent (30 samples)", "a.Sender.run 100.0 %", "sha 100.0 %")
        .doesNotContain("Other");
  }

  /**
   * Until it has had half a second of a processor; mostly in Java, since newer JDKs take no sample
   * of a thread that is outside.
   */
  private static void work() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double sum = 0;
    while (threads.getCurrentThreadCpuTime() < 500_000_000) {
      for (int i = 0; i < 200_000; i++) {
        sum += Math.sqrt(sum + i);
      }
    }
    assertThat(sum).isPositive();
  }
}
