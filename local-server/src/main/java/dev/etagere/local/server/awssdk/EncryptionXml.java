package dev.etagere.local.server.awssdk;

import dev.etagere.local.BucketEncryption;
import java.util.Set;

/** The encryption a bucket gives by default, as a client writes and reads it. */
final class EncryptionXml {
  private static final Set<String> KINDS = Set.of("AES256", "aws:kms", "aws:kms:dsse");

  private EncryptionXml() {}

  static BucketEncryption parse(byte[] document) {
    SettingsXml root =
        SettingsXml.parse(document, "ServerSideEncryptionConfiguration").only(Set.of("Rule"));
    SettingsXml rule = root.child("Rule");
    SettingsXml byDefault = rule == null ? null : rule.child("ApplyServerSideEncryptionByDefault");
    if (rule == null || byDefault == null) {
      throw SettingsXml.malformed("ApplyServerSideEncryptionByDefault is missing");
    }
    String kind = byDefault.required("SSEAlgorithm");
    if (!KINDS.contains(kind)) {
      throw SettingsXml.malformed("there is no encryption '" + kind + "'");
    }
    String key = byDefault.text("KMSMasterKeyID");
    return new BucketEncryption(
        kind,
        key == null || key.isEmpty() ? null : key,
        "true".equals(rule.text("BucketKeyEnabled")));
  }

  static String of(BucketEncryption encryption) {
    Xml xml =
        new Xml("ServerSideEncryptionConfiguration")
            .open("Rule")
            .open("ApplyServerSideEncryptionByDefault")
            .element("SSEAlgorithm", encryption.kind());
    if (encryption.kmsKeyId() != null) {
      xml.element("KMSMasterKeyID", encryption.kmsKeyId());
    }
    return xml.close("ApplyServerSideEncryptionByDefault")
        .element("BucketKeyEnabled", encryption.bucketKey())
        .close("Rule")
        .end();
  }
}
