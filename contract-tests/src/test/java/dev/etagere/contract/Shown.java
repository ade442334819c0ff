package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a failure shows to whoever reads the log: itself, its causes, and what it suppressed. */
final class Shown {
  private Shown() {}

  static String by(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  static void assertHidden(Throwable failure, String... secrets) {
    assertThat(by(failure)).doesNotContain(secrets);
  }
}
