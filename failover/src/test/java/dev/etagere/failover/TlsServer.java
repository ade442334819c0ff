package dev.etagere.failover;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server on the loopback whose certificate comes from an authority made for it, and is valid or
 * has expired. It answers 200 to everybody who gets so far.
 */
public final class TlsServer implements AutoCloseable {
  private static final String PASSWORD = "changeit";

  private final HttpsServer server;
  private final TrustManager[] trust;

  private TlsServer(HttpsServer server, TrustManager[] trust) {
    this.server = server;
    this.trust = trust;
  }

  /** One whose certificate was good for a day, ten days ago. */
  public static TlsServer expired(Path folder) throws IOException, GeneralSecurityException {
    return start(folder.resolve("expired.p12"), "-10d", "1");
  }

  /** The control: the same in all but its dates. */
  public static TlsServer valid(Path folder) throws IOException, GeneralSecurityException {
    return start(folder.resolve("valid.p12"), "-10d", "3650");
  }

  private static TlsServer start(Path file, String from, String days)
      throws IOException, GeneralSecurityException {
    keytool(file, "ca", "-startdate", "-20d", "-validity", "3650", "-ext", "bc:c");
    keytool(
        file,
        "server",
        "-signer",
        "ca",
        "-startdate",
        from,
        "-validity",
        days,
        "-ext",
        "san=ip:127.0.0.1");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore authority = KeyStore.getInstance("PKCS12");
    authority.load(null, null);
    authority.setCertificateEntry("ca", keys.getCertificate("ca"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority);
    keys.deleteEntry("ca"); // or the server might show it as its own
    return new TlsServer(serve(keys), trust.getTrustManagers());
  }

  private static HttpsServer serve(KeyStore keys) throws IOException, GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void keytool(Path file, String alias, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString(),
                "-alias",
                alias,
                "-dname",
                "CN=" + alias));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What trusts its authority and nobody else. */
  public TrustManager[] trust() {
    return trust.clone();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
