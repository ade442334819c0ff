package dev.etagere.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final FakeAmbient ambient = new FakeAmbient();
  private final Heard heard = new Heard();
  private final Router router =
      Router.builder().location("eu").location("us").ambient(ambient).listener(heard).build();

  private List<String> order() {
    Route route = router.route();
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(route.first()), route.next().stream())
        .map(LocationHealth::name)
        .toList();
  }

  private void breakDown(String name) {
    router.health(name).failed(Trouble.UNREACHABLE, new ConnectException("refused"));
  }

  @Test
  void route_allWell_inTheOrderGiven() {
    assertThat(order()).containsExactly("eu", "us");
    assertThat(router.route()).isSameAs(router.route());
  }

  @Test
  void route_firstIsDown_straightToTheNext() {
    breakDown("eu");

    assertThat(order()).containsExactly("us", "eu");
    assertThat(heard.events()).containsExactly("breaker eu CLOSED>OPEN");
  }

  @Test
  void route_allAreDown_askedAllTheSame() {
    breakDown("eu");
    breakDown("us");

    assertThat(order()).containsExactly("eu", "us");
  }

  @Test
  void route_waitIsOverWithoutAProbe_oneCallTriesTheFirst() {
    breakDown("eu");
    ambient.pass(Duration.ofSeconds(1));

    assertThat(order()).containsExactly("eu", "us");
    assertThat(order()).containsExactly("us", "eu");
  }

  @Test
  void route_trialsSucceed_failsBackAndTells() {
    breakDown("eu");
    ambient.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 2; i++) {
      assertThat(order()).containsExactly("eu", "us");
      router.health("eu").succeeded(Duration.ofMillis(5));
    }

    assertThat(order()).containsExactly("eu", "us");
    assertThat(heard.events())
        .containsExactly(
            "breaker eu CLOSED>OPEN",
            "breaker eu OPEN>HALF_OPEN",
            "breaker eu HALF_OPEN>CLOSED",
            "failback eu");
  }

  @Test
  void prefer_theSecond_comesFirstUntilAutomatic() {
    router.prefer("us");
    assertThat(order()).containsExactly("us", "eu");
    assertThat(router.status().preferred()).isEqualTo("us");

    router.automatic();
    assertThat(order()).containsExactly("eu", "us");
  }

  @Test
  void drain_theFirst_getsNoCallEvenIfTheOtherIsDown() {
    router.drain("eu");
    breakDown("us");

    assertThat(order()).containsExactly("us");
    assertThat(router.status().locations().get(0).drained()).isTrue();
  }

  @Test
  void drain_theLastOne_refused() {
    router.drain("eu");

    assertThatThrownBy(() -> router.drain("us"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'us'")
        .hasMessageContaining("automatic()");
  }

  @Test
  void health_unknownName_refusedWithThoseThereAre() {
    assertThatThrownBy(() -> router.prefer("mars"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mars")
        .hasMessageContaining("[eu, us]");
  }

  @Test
  void status_afterAFailover_saysSo() {
    router.health("eu").succeeded(Duration.ofMillis(5));
    breakDown("eu");
    router.failedOver(new Call("GetObject", "k", "eu", 1), "us", new ConnectException("refused"));

    RouterStatus status = router.status();

    assertThat(status.first()).isEqualTo("us");
    assertThat(status.failovers()).isEqualTo(1);
    assertThat(status.lastFailover().cause()).isEqualTo("ConnectException: refused");
    assertThat(status.lastFailover().to()).isEqualTo("us");
    LocationStatus eu = status.locations().get(0);
    assertThat(eu.breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(eu.p50()).isEqualTo(Duration.ofMillis(5));
    assertThat(eu.succeeded()).isEqualTo(1);
    assertThat(eu.failed()).isEqualTo(1);
    assertThat(eu.untilTrial()).isEqualTo(Duration.ofSeconds(1));
    assertThat(status.locations().get(1).p99()).isNull();
  }

  @Test
  void probe_locationIsWellAgain_failsBackWithoutACall() throws Exception {
    AtomicInteger probes = new AtomicInteger();
    CountDownLatch back = new CountDownLatch(1);
    Duration soon = Duration.ofMillis(1);
    try (Router probed =
        Router.builder()
            .location("eu")
            .location("us")
            .breaker(BreakerSettings.standard().withWaits(soon, soon, soon))
            .probe(
                name -> {
                  if (probes.incrementAndGet() < 4) {
                    throw new IOException(name + " is still down");
                  }
                })
            .listener(
                new FailoverListener() {
                  @Override
                  public void failback(String location) {
                    back.countDown();
                  }
                })
            .build()) {
      probed.health("eu").failed(Trouble.UNREACHABLE, new ConnectException("refused"));

      assertThat(back.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(probed.route().first().name()).isEqualTo("eu");
      assertThat(probes).hasValue(5);
    }
  }

  @Test
  void listener_thatThrows_disturbsNothing() {
    Router noisy =
        Router.builder()
            .location("a")
            .location("b")
            .listener(
                new FailoverListener() {
                  @Override
                  public void breaker(String location, BreakerState from, BreakerState to) {
                    throw new IllegalStateException("as the test wanted");
                  }
                })
            .build();

    noisy.health("a").failed(Trouble.UNREACHABLE, new ConnectException("refused"));

    assertThat(noisy.route().first().name()).isEqualTo("b");
  }

  @Test
  void build_oneLocationOrTwoOfOneName_refused() {
    assertThatThrownBy(() -> Router.builder().location("a").build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Router.builder().location("a").location("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
  }
}
