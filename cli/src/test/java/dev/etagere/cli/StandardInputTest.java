package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StandardInputTest {
  @Test
  void read_anySize_givesEveryByteAndThenItsEnd() throws IOException {
    for (int size : new int[] {0, 1, 1 << 16, (1 << 20) + 7}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      InputStream in = new StandardInput(new ByteArrayInputStream(bytes));

      assertThat(in.readAllBytes()).isEqualTo(bytes);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void read_interruptedWhileNothingComes_ends() throws IOException {
    try (PipedOutputStream silent = new PipedOutputStream();
        InputStream in = new StandardInput(new PipedInputStream(silent))) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  @SuppressWarnings("InputStreamSlowMultibyteRead") // it fails at the first byte
  void read_ofWhatFails_failsEachTime() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            throw new IOException("broken");
          }
        };
    InputStream in = new StandardInput(broken);

    assertThatThrownBy(in::read).hasMessage("broken");
    assertThatThrownBy(in::read).hasMessage("broken");
  }
}
