package dev.etagere.s3;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** So that neither this machine's own files nor a cloud it runs in answer the SDK's questions. */
final class SurroundingsOfAws implements BeforeEachCallback, AfterEachCallback {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "aws.accessKeyId", "access",
          "aws.secretAccessKey", "secret",
          "aws.configFile", "/nonexistent/aws/config",
          "aws.sharedCredentialsFile", "/nonexistent/aws/credentials",
          "aws.disableEc2Metadata", "true");

  private final Map<String, String> before = new HashMap<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    PROPERTIES.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
