package dev.etagere.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.etagere.core.Ambient;
import dev.etagere.testkit.CephGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Processes over three real locations that are stopped and killed: nothing lost, nothing wrong. */
@Tag("once")
class RealRunTest {
  private static final Duration SHORT = Duration.ofSeconds(8);
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path directory;

  @Test
  void run_localServersStoppedAndKilled_losesNothing() throws Exception {
    try (Servers servers = new LocalServers(directory)) {
      run(servers, SHORT);
    }
  }

  @Test
  void run_cephStoppedAndKilled_losesNothing() throws Exception {
    requireCephOrSkip();
    try (Servers servers = new CephServers()) {
      run(servers, SHORT);
    }
  }

  /** The checks must be seen to find something. */
  @Test
  void run_twoLocationsThatMerelyFailOver_isFoundOut() throws Exception {
    try (Servers servers = new LocalServers(directory)) {
      Report report = report(Subject.FAILOVER, servers, Duration.ofSeconds(1));

      assertThat(report.isGood()).isFalse();
      assertThat(report.lost()).isPositive();
      assertThat(report.violations()).isPositive();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "etagere.long", matches = "true")
  void run_localServersForLong_losesNothing() throws Exception {
    try (Servers servers = new LocalServers(directory)) {
      run(servers, LONG);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "etagere.long", matches = "true")
  void run_cephForLong_losesNothing() throws Exception {
    requireCephOrSkip();
    try (Servers servers = new CephServers()) {
      run(servers, LONG);
    }
  }

  private static void requireCephOrSkip() {
    String missing = CephGateway.missing().orElse("");
    if ("true".equals(System.getenv(CephGateway.REQUIRE_SERVERS))) {
      assertThat(missing).isEmpty();
    }
    assumeThat(missing).as("skipped: " + missing).isEmpty();
  }

  private void run(Servers servers, Duration time) throws Exception {
    Report report = report(Subject.QUORUM, servers, time);

    assertThat(report.isGood()).as(report.table()).isTrue();
    assertThat(report.acknowledged()).isPositive();
  }

  private Report report(Subject subject, Servers servers, Duration time) throws Exception {
    long seed = Ambient.system().nanoTime();
    System.out.println("seed=" + seed);
    Report report = new RealRun(subject, servers, directory, seed).run(time);
    System.out.println(report.table());
    return report;
  }
}
