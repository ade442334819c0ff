package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LifeTest {
  private static LocalS3Server start(LocalEngine engine, int port) {
    return LocalS3Server.builder().engine(engine).port(port).start();
  }

  private static Set<Thread> threads() {
    Set<Thread> all = new HashSet<>(Thread.getAllStackTraces().keySet());
    all.removeIf(
        each -> !each.getName().startsWith("local-s3") && !each.getName().contains("Scheduler"));
    return all;
  }

  /** A thread told to end may take a moment. */
  private static void assertNoneSince(Set<Thread> before) throws InterruptedException {
    Set<Thread> left = threads();
    left.removeAll(before);
    for (Thread each : left) {
      each.join(10_000);
    }
    assertThat(left).noneMatch(Thread::isAlive);
  }

  @Test
  void close_leavesNoThread_andNoPort() throws Exception {
    Set<Thread> before = threads();
    Rig rig = new Rig();
    rig.put("k", "x");
    int port = rig.server.endpoint().getPort();
    Set<Thread> during = threads();
    during.removeAll(before);
    assertThat(during).isNotEmpty();
    rig.close();
    rig.server.close();
    assertNoneSince(before);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
    assertThatThrownBy(rig.server::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void severalServers_oneJvm_areApart() throws Exception {
    try (Rig one = new Rig();
        Rig other = new Rig()) {
      one.put("k", "1");
      other.put("k", "2");
      assertThat(one.held("k")).isEqualTo("1");
      assertThat(other.held("k")).isEqualTo("2");
      assertThat(one.server.accessKey()).isNotEqualTo(other.server.accessKey());
      one.server.stop();
      assertThat(other.get("k")).isEqualTo("2");
    }
  }

  @Test
  void twoServers_oneEngine_areOneStore() throws Exception {
    try (LocalEngine engine = LocalEngine.inMemory(Ambient.system());
        Rig one = new Rig(engine);
        Rig other = new Rig(engine)) {
      one.put("k", "1");
      assertThat(other.get("k")).isEqualTo("1");
    }
  }

  @Test
  void start_takenPort_saysSo() throws Exception {
    try (LocalEngine engine = LocalEngine.inMemory(Ambient.system());
        LocalS3Server first = start(engine, 0)) {
      int taken = first.endpoint().getPort();
      Set<Thread> before = threads();
      assertThatThrownBy(() -> start(engine, taken))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(String.valueOf(taken));
      assertNoneSince(before);
    }
  }

  @Test
  void start_chosenPortAndKeys_areUsed() {
    try (LocalEngine engine = LocalEngine.inMemory(Ambient.system())) {
      int free;
      try (LocalS3Server some = start(engine, 0)) {
        free = some.endpoint().getPort();
      }
      try (LocalS3Server chosen =
          LocalS3Server.builder().engine(engine).port(free).keys("who", "secret").start()) {
        assertThat(chosen.endpoint()).hasToString("http://127.0.0.1:" + free);
        assertThat(chosen.accessKey()).isEqualTo("who");
        assertThat(chosen.secretKey()).isEqualTo("secret");
        assertThat(chosen.toString()).doesNotContain("secret");
        assertThat(chosen.engine()).isSameAs(engine);
      }
    }
  }

  @Test
  void builder_nonsense_isRefused() {
    assertThatThrownBy(() -> LocalS3Server.builder().start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("engine");
    assertThatThrownBy(() -> LocalS3Server.builder().port(70_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void address_otherThanLoopback_isNotServed() throws Exception {
    try (Rig rig = new Rig()) {
      int port = rig.server.endpoint().getPort();
      for (InetAddress address : foreignAddresses()) {
        assertThatThrownBy(
                () -> {
                  try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), 1_000);
                  }
                })
            .as(address.toString())
            .isInstanceOf(IOException.class);
      }
    }
  }

  private static List<InetAddress> foreignAddresses() throws IOException {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      Collections.list(each.getInetAddresses()).stream()
          .filter(address -> !address.isLoopbackAddress())
          .forEach(all::add);
    }
    return all;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void socket_ofTheServer_isBoundToLoopback() throws Exception {
    try (Rig rig = new Rig()) {
      String port = String.format(Locale.ROOT, ":%04X", rig.server.endpoint().getPort());
      List<String> listening = new ArrayList<>();
      for (String file : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
        for (String line : Files.readAllLines(Path.of(file))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[1].endsWith(port) && fields[3].equals("0A")) {
            listening.add(fields[1]);
          }
        }
      }
      assertThat(listening)
          .singleElement()
          .asString()
          .matches("(0100007F|0000000000000000FFFF00000100007F)" + port);
    }
  }

  @Test
  void virtualHost_bucketInTheHostName_isServed() throws Exception {
    try (Rig rig = new Rig()) {
      String host = BUCKET + ".localhost:" + rig.server.endpoint().getPort();
      assertThat(
              new RawRequest(rig.server, "PUT", "/a/b")
                  .header("host", host)
                  .body("x")
                  .send()
                  .status())
          .isEqualTo(200);
      assertThat(rig.held("a/b")).isEqualTo("x");
      assertThat(new RawRequest(rig.server, "GET", "/").header("host", host).send().text())
          .contains("<Key>a/b</Key>");
      assertThat(
              new RawRequest(rig.server, "GET", "/bkt/a/b")
                  .header("host", "localhost:" + rig.server.endpoint().getPort())
                  .send()
                  .status())
          .isEqualTo(200);
    }
  }
}
