package dev.etagere.benchmarks.load;

import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's clients with their own defaults; only the HTTP client differs. */
public final class Sdk {
  /** The SDK on Apache 5, its default. */
  public static final String APACHE = "sdk-apache5";

  /** The SDK on the Common Runtime's HTTP client. */
  public static final String CRT = "sdk-crt";

  /** The SDK on the JDK's {@code HttpURLConnection}. */
  public static final String JDK = "sdk-jdk";

  /** The SDK's asynchronous client on Netty. */
  public static final String NETTY = "sdk-netty";

  private Sdk() {}

  /** A client that waits for answers. */
  public static S3Client sync(String name, URI endpoint) {
    return S3Client.builder()
        .httpClientBuilder(http(name))
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .build();
  }

  private static SdkHttpClient.Builder<?> http(String name) {
    return switch (name) {
      case APACHE -> Apache5HttpClient.builder();
      case CRT -> AwsCrtHttpClient.builder();
      case JDK -> UrlConnectionHttpClient.builder();
      default -> throw new IllegalArgumentException("'" + name + "' is no HTTP client");
    };
  }

  /** A client that does not wait. */
  public static S3AsyncClient async(URI endpoint) {
    return S3AsyncClient.builder()
        .httpClientBuilder(NettyNioAsyncHttpClient.builder())
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .build();
  }
}
