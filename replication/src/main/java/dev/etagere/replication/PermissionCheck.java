package dev.etagere.replication;

import dev.etagere.replication.Finding.Check;
import dev.etagere.s3.S3Failures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Tries each action the store needs at one site, on an object of its own. */
final class PermissionCheck {
  private static final String GRANT = "grant it on the prefix";

  private final Site site;
  private final String key;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();

  PermissionCheck(Site site, String id) {
    this.site = site;
    this.key = ".etagere-doctor-" + id + "-" + site.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** What it writes to, versions of which replication may bring to the other site. */
  String key() {
    return key;
  }

  List<Finding> findings() {
    list();
    PutObjectResponse put = attempt("s3:PutObject", Finding.Severity.ERROR, () -> put(null, "*"));
    if (put != null) {
      String etag = put.eTag();
      attempt("s3:GetObject", Finding.Severity.ERROR, this::get);
      conditions(etag);
      attempt("s3:GetObjectTagging", Finding.Severity.WARNING, this::tags);
      upload();
      attempt("s3:DeleteObject", Finding.Severity.ERROR, this::delete);
    }
    if (!allowed.isEmpty()) {
      findings.add(Finding.ok(Check.PERMISSION, site.name(), String.join(", ", allowed)));
    }
    return findings;
  }

  private void list() {
    attempt(
        "s3:ListBucket",
        Finding.Severity.ERROR,
        () ->
            site.sendRaw(
                null,
                "listing",
                o ->
                    site.client()
                        .listObjectsV2(
                            r ->
                                r.bucket(site.bucket())
                                    .prefix(site.key(key))
                                    .maxKeys(1)
                                    .overrideConfiguration(o))));
  }

  private PutObjectResponse put(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    byte[] content = "written by etagere doctor".getBytes(StandardCharsets.UTF_8);
    return site.once(
        0,
        o ->
            site.client()
                .putObject(
                    r ->
                        r.bucket(site.bucket())
                            .key(site.key(key))
                            .ifMatch(ifMatch)
                            .ifNoneMatch(ifNoneMatch)
                            .overrideConfiguration(o),
                    RequestBody.fromBytes(content)));
  }

  private Object get() {
    return site.sendRaw(
        key,
        "read of a probe",
        o ->
            site.client()
                .getObjectAsBytes(
                    r -> r.bucket(site.bucket()).key(site.key(key)).overrideConfiguration(o)));
  }

  private Object tags() {
    return site.sendRaw(
        key,
        "tags of a probe",
        o ->
            site.client()
                .getObjectTagging(
                    r -> r.bucket(site.bucket()).key(site.key(key)).overrideConfiguration(o)));
  }

  private Object delete() {
    return site.sendRaw(
        key,
        "removal of a probe",
        o ->
            site.client()
                .deleteObject(
                    r -> r.bucket(site.bucket()).key(site.key(key)).overrideConfiguration(o)));
  }

  /** What is there is not created again, and what matches is replaced. */
  private void conditions(String etag) {
    String remedy =
        "use another service, or a newer version of it; 'etagere probe' shows what it honours";
    try {
      put(null, "*");
      findings.add(
          Finding.error(
              Check.CONDITIONS,
              site.name(),
              "a create on an existing object was accepted: conditions are ignored",
              remedy));
      return;
    } catch (SdkException e) {
      if (!S3Failures.isCondition(e)) {
        findings.add(
            Finding.error(
                Check.CONDITIONS,
                site.name(),
                "a conditional write failed: " + S3Failures.words(e),
                remedy));
        return;
      }
    }
    try {
      put(etag, null);
      findings.add(Finding.ok(Check.CONDITIONS, site.name(), "conditions are honoured"));
    } catch (SdkException e) {
      boolean wantsBare = S3Failures.isCondition(e) && bareIsAccepted(etag);
      findings.add(
          wantsBare
              ? Finding.hint(
                  Check.CONDITIONS,
                  site.name(),
                  "conditions are honoured if their ETags have no quotes",
                  "nothing: the store finds that out")
              : Finding.error(
                  Check.CONDITIONS,
                  site.name(),
                  "a replace that matches was refused: " + S3Failures.words(e),
                  "grant s3:GetObject too, which If-Match needs"));
    }
  }

  private boolean bareIsAccepted(String etag) {
    try {
      put(Entry.bare(etag), null);
      return true;
    } catch (SdkException e) {
      return false;
    }
  }

  private void upload() {
    String id =
        attempt(
            "multipart uploads (s3:PutObject)",
            Finding.Severity.ERROR,
            () ->
                site.sendRaw(
                        key,
                        "an upload",
                        o ->
                            site.client()
                                .createMultipartUpload(
                                    r ->
                                        r.bucket(site.bucket())
                                            .key(site.key(key))
                                            .overrideConfiguration(o)))
                    .uploadId());
    if (id != null) {
      attempt(
          "s3:AbortMultipartUpload",
          Finding.Severity.WARNING,
          () ->
              site.sendRaw(
                  key,
                  "the end of an upload",
                  o ->
                      site.client()
                          .abortMultipartUpload(
                              r ->
                                  r.bucket(site.bucket())
                                      .key(site.key(key))
                                      .uploadId(id)
                                      .overrideConfiguration(o))));
    }
  }

  private <R> @Nullable R attempt(String action, Finding.Severity ifNot, Supplier<R> call) {
    try {
      R result = call.get();
      allowed.add(action);
      return result;
    } catch (SdkException e) {
      String words = S3Failures.words(e);
      if (words.equals("NotImplemented")) {
        findings.add(
            Finding.hint(
                Check.PERMISSION,
                site.name(),
                action + ": the service does not have it",
                "nothing, unless you need it"));
      } else {
        findings.add(
            new Finding(ifNot, Check.PERMISSION, site.name(), action + " failed: " + words, GRANT));
      }
      return null;
    }
  }
}
