package dev.etagere.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** A running Ceph with one gateway or several; ends with {@link #close} or with this JVM. */
final class CephRun implements AutoCloseable {
  static final String ACCESS_KEY = "etagere-test";
  static final String SECRET_KEY = "etagere-test-secret";
  private static final int ATTEMPTS = 3;

  private final CephScript script;
  private final List<URI> endpoints;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread hook = new Thread(this::stopAtExit, "ceph-gateway-stop");

  private CephRun(CephScript script, List<URI> endpoints) {
    this.script = script;
    this.endpoints = endpoints;
  }

  /** What this machine lacks; empty if nothing. */
  static Optional<String> missing() {
    CephScript script = CephScript.extract();
    try {
      CephScript.Result result;
      try {
        result = script.run(Map.of(), "check");
      } finally {
        script.delete();
      }
      return result.code() == CephScript.DONE ? Optional.empty() : Optional.of(result.output());
    } catch (IOException e) {
      return Optional.of("no Ceph here: its script does not run (" + e.getMessage() + ")");
    }
  }

  /** Skips the test that needs Ceph where it is missing, or fails it where it must be there. */
  static void requireOrSkip() {
    Optional<String> missing = missing();
    if (missing.isPresent() && "true".equals(System.getenv(CephGateway.REQUIRE_SERVERS))) {
      throw new IllegalStateException(CephGateway.REQUIRE_SERVERS + "=true, but " + missing.get());
    }
    missing.ifPresent(what -> Assumptions.abort("skipped: " + what));
  }

  /** Starts one in this mode of the script's, with so many gateways. */
  static CephRun start(String mode, int gateways) {
    CephScript script = CephScript.extract();
    try {
      CephScript.Result last = new CephScript.Result(CephScript.PORT_TAKEN, "");
      for (int i = 0; i < ATTEMPTS && last.code() == CephScript.PORT_TAKEN; i++) {
        // a free port may be taken by somebody else before Ceph has it: then others are tried
        List<Integer> ports = freePorts(gateways + 1);
        last = script.run(environment(ports), "start", script.home().toString(), mode);
        if (last.code() == CephScript.DONE) {
          return started(script, ports.subList(0, gateways));
        }
      }
      throw new IllegalStateException("Ceph does not start: " + last.output());
    } catch (IOException e) {
      throw new IllegalStateException("Ceph does not start: " + e.getMessage(), e);
    }
  }

  /** Where the gateways answer. */
  List<URI> endpoints() {
    return endpoints;
  }

  /** Does something to one gateway: {@code freeze}, {@code thaw}, {@code kill}, {@code restart}. */
  synchronized void control(String what, String gateway) {
    CephScript.Result result;
    try {
      result = script.run(Map.of(), what, script.home().toString(), gateway);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot " + what + " Ceph's gateway " + gateway, e);
    }
    if (result.code() != CephScript.DONE) {
      throw new IllegalStateException(
          "cannot " + what + " Ceph's gateway " + gateway + ": " + result.output());
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      stop();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up after Ceph in " + script.home(), e);
    }
    // only now: had it failed, the hook would be the second chance
    unhook();
  }

  private static CephRun started(CephScript script, List<Integer> ports) {
    List<URI> endpoints =
        ports.stream().map(port -> URI.create("http://127.0.0.1:" + port)).toList();
    CephRun run = new CephRun(script, endpoints);
    Runtime.getRuntime().addShutdownHook(run.hook);
    return run;
  }

  /** The last port is the monitor's. */
  private static Map<String, String> environment(List<Integer> ports) {
    int gateways = ports.size() - 1;
    return Map.of(
        "CEPH_PORTS",
        ports.subList(0, gateways).stream().map(String::valueOf).collect(Collectors.joining(" ")),
        "CEPH_MON_PORT",
        Integer.toString(ports.get(gateways)),
        "CEPH_ACCESS_KEY",
        ACCESS_KEY,
        "CEPH_SECRET_KEY",
        SECRET_KEY,
        "CEPH_OWNER_PID",
        Long.toString(ProcessHandle.current().pid()));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, loopback));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private void stop() throws IOException {
    CephScript.Result result = script.run(Map.of(), "stop", script.home().toString());
    if (result.code() != CephScript.DONE) {
      throw new IllegalStateException("Ceph does not stop: " + result.output());
    }
    script.delete();
  }

  private void stopAtExit() {
    try {
      stop();
    } catch (IOException | IllegalStateException e) {
      // nobody is left to hear of it, and the script's guard stops Ceph when this JVM is gone
    }
  }

  private void unhook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending and the hook runs already: it finds nothing to stop
    }
  }
}
