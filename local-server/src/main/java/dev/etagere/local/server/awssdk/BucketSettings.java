package dev.etagere.local.server.awssdk;

import dev.etagere.local.BucketEncryption;
import dev.etagere.local.ListRequest;
import dev.etagere.local.ListedPage;
import dev.etagere.local.ListedVersion;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.ReplicationSettings;
import dev.etagere.local.Versioning;
import org.jspecify.annotations.Nullable;

/** What is asked of a bucket itself and S3Proxy does not know, or does in another way. */
final class BucketSettings {
  private final LocalEngine engine;

  BucketSettings(LocalEngine engine) {
    this.engine = engine;
  }

  Answered answer(String bucket, Carried carried) {
    if (carried.asksFor("versioning")) {
      return versioning(bucket, carried);
    }
    if (carried.asksFor("replication")) {
      return replication(bucket, carried);
    }
    if (carried.asksFor("encryption")) {
      return encryption(bucket, carried);
    }
    if (carried.method().equals("GET")) {
      return versions(bucket, carried);
    }
    throw notAllowed(carried.method());
  }

  private Answered versioning(String bucket, Carried carried) {
    return switch (carried.method()) {
      case "GET" -> versioning(bucket);
      case "PUT" -> putVersioning(bucket, carried);
      default -> throw notAllowed(carried.method());
    };
  }

  private Answered replication(String bucket, Carried carried) {
    return switch (carried.method()) {
      case "GET" -> new Answered(ReplicationXml.of(Calls.to(() -> engine.replication(bucket))));
      case "PUT" -> {
        ReplicationSettings settings = ReplicationXml.parse(carried.bytes());
        yield done(200, () -> engine.setReplication(bucket, settings));
      }
      case "DELETE" -> done(204, () -> engine.deleteReplication(bucket));
      default -> throw notAllowed(carried.method());
    };
  }

  private Answered encryption(String bucket, Carried carried) {
    return switch (carried.method()) {
      case "GET" -> new Answered(EncryptionXml.of(Calls.to(() -> engine.encryption(bucket))));
      case "PUT" -> {
        BucketEncryption encryption = EncryptionXml.parse(carried.bytes());
        yield done(200, () -> engine.setEncryption(bucket, encryption));
      }
      case "DELETE" -> done(204, () -> engine.setEncryption(bucket, BucketEncryption.standard()));
      default -> throw notAllowed(carried.method());
    };
  }

  private static Answered done(int status, Runnable work) {
    return Calls.to(
        () -> {
          work.run();
          return Answered.empty(status);
        });
  }

  private static RuntimeException notAllowed(String method) {
    return S3Errors.of(405, "MethodNotAllowed", method + " is not allowed against this resource.");
  }

  private Answered versioning(String bucket) {
    Versioning versioning = Calls.to(() -> engine.versioning(bucket));
    Xml xml = new Xml("VersioningConfiguration");
    if (versioning != Versioning.OFF) {
      xml.element("Status", versioning == Versioning.ENABLED ? "Enabled" : "Suspended");
    }
    return new Answered(xml.end());
  }

  private Answered putVersioning(String bucket, Carried carried) {
    SettingsXml settings = SettingsXml.parse(carried.bytes(), "VersioningConfiguration");
    if ("Enabled".equals(settings.text("MfaDelete")) || carried.header("x-amz-mfa") != null) {
      throw S3Errors.of(501, "NotImplemented", "deleting with a second factor (MFA Delete)");
    }
    Versioning versioning =
        switch (settings.required("Status")) {
          case "Enabled" -> Versioning.ENABLED;
          case "Suspended" -> Versioning.SUSPENDED;
          default -> throw SettingsXml.malformed("Status is Enabled or Suspended");
        };
    return done(200, () -> engine.setVersioning(bucket, versioning));
  }

  private Answered versions(String bucket, Carried carried) {
    ListRequest request =
        ListRequest.all()
            .under(orEmpty(carried.query("prefix")))
            .delimitedBy(orEmpty(carried.query("delimiter")))
            .atMost(Numbers.parse(carried.query("max-keys"), "max-keys", 1_000));
    String key = orEmpty(carried.query("key-marker"));
    String version = orEmpty(carried.query("version-id-marker"));
    if (key.isEmpty() && !version.isEmpty()) {
      throw S3Errors.of(
          400, "InvalidArgument", "A version-id marker cannot be specified without a key marker.");
    }
    if (!key.isEmpty()) {
      request = version.isEmpty() ? request.after(key) : request.afterVersion(key, version);
    }
    ListRequest asked = request;
    ListedPage<ListedVersion> page = Calls.to(() -> engine.listVersions(bucket, asked));
    boolean encoded = "url".equals(carried.query("encoding-type"));
    if (!encoded) {
      page.lines().forEach(line -> Listings.requireCarried(line.name()));
    }
    return new Answered(VersionsXml.of(bucket, asked, page, encoded));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
