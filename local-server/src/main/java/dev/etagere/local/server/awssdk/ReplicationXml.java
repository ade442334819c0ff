package dev.etagere.local.server.awssdk;

import dev.etagere.local.ReplicationRule;
import dev.etagere.local.ReplicationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for replication as a client writes and reads them: version 2, and version 1 as S3 does. */
final class ReplicationXml {
  private static final String ARN = "arn:aws:s3:::";
  private static final int LONGEST_ID = 255;

  private ReplicationXml() {}

  static ReplicationSettings parse(byte[] document) {
    SettingsXml root =
        SettingsXml.parse(document, "ReplicationConfiguration").only(Set.of("Role", "Rule"));
    List<ReplicationRule> rules = new ArrayList<>();
    for (SettingsXml rule : root.children("Rule")) {
      rules.add(rule(rule, rules.size()));
    }
    return Calls.to(() -> new ReplicationSettings(root.required("Role"), rules));
  }

  /** What is not in the list would change what is replicated, and is refused. */
  private static ReplicationRule rule(SettingsXml rule, int before) {
    rule.only(
        Set.of(
            "ID",
            "Priority",
            "Status",
            "Filter",
            "Prefix",
            "DeleteMarkerReplication",
            "Destination"));
    SettingsXml filter = rule.child("Filter");
    SettingsXml destination = rule.child("Destination");
    if (destination == null) {
      throw SettingsXml.malformed("Destination is missing");
    }
    destination.only(Set.of("Bucket", "StorageClass", "Account"));
    return new ReplicationRule(
        id(rule.text("ID"), before),
        priority(rule.text("Priority"), filter, before),
        isEnabled(rule.required("Status"), "Status"),
        filter == null ? orEmpty(rule.text("Prefix")) : prefix(filter),
        deleteMarkers(rule.child("DeleteMarkerReplication"), filter),
        bucket(destination.required("Bucket")),
        destination.text("StorageClass"));
  }

  private static String id(@Nullable String id, int before) {
    if (id != null && id.length() > LONGEST_ID) {
      throw S3Errors.of(400, "InvalidArgument", "the ID of a rule has at most 255 characters");
    }
    return id == null || id.isEmpty() ? "rule-" + (before + 1) : id;
  }

  private static int priority(@Nullable String priority, @Nullable SettingsXml filter, int before) {
    if (priority == null && filter != null) {
      throw S3Errors.of(
          400,
          "InvalidRequest",
          "Priority must be specified for this version of Cross Region"
              + " Replication configuration schema.");
    }
    return Numbers.parse(priority, "Priority", before);
  }

  private static String prefix(SettingsXml filter) {
    SettingsXml and = filter.child("And");
    return orEmpty((and == null ? filter : and).only(Set.of("Prefix", "And")).text("Prefix"));
  }

  /** A rule of version 1 has no filter, and replicates them. */
  private static boolean deleteMarkers(
      @Nullable SettingsXml setting, @Nullable SettingsXml filter) {
    if (setting != null) {
      return isEnabled(setting.required("Status"), "DeleteMarkerReplication");
    }
    if (filter != null) {
      throw S3Errors.of(
          400,
          "InvalidRequest",
          "DeleteMarkerReplication must be specified for this version of"
              + " Cross Region Replication configuration schema.");
    }
    return true;
  }

  private static boolean isEnabled(String status, String of) {
    return switch (status) {
      case "Enabled" -> true;
      case "Disabled" -> false;
      default -> throw SettingsXml.malformed(of + " is Enabled or Disabled");
    };
  }

  private static String bucket(String arn) {
    if (!arn.startsWith(ARN) || arn.length() == ARN.length()) {
      throw S3Errors.of(400, "InvalidArgument", "Invalid bucket ARN: " + arn);
    }
    return arn.substring(ARN.length());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static String of(ReplicationSettings settings) {
    Xml xml = new Xml("ReplicationConfiguration").element("Role", settings.role());
    settings.rules().forEach(rule -> write(xml, rule));
    return xml.end();
  }

  private static void write(Xml xml, ReplicationRule rule) {
    xml.open("Rule")
        .element("ID", rule.id())
        .element("Priority", rule.priority())
        .element("Status", status(rule.enabled()))
        .open("Filter")
        .element("Prefix", rule.prefix())
        .close("Filter")
        .open("DeleteMarkerReplication")
        .element("Status", status(rule.deleteMarkers()))
        .close("DeleteMarkerReplication")
        .open("Destination")
        .element("Bucket", ARN + rule.destination());
    if (rule.storageClass() != null) {
      xml.element("StorageClass", rule.storageClass());
    }
    xml.close("Destination").close("Rule");
  }

  private static String status(boolean enabled) {
    return enabled ? "Enabled" : "Disabled";
  }
}
