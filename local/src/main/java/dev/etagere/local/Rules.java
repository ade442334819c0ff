package dev.etagere.local;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bucket's rules for replication, inside a transaction. */
final class Rules {
  private static final String SETTING = "replication";
  private static final int FIELDS = 7;

  private Rules() {}

  /**
   * The rules that send a new version on its way: of each destination's the first in rank. What is
   * under SSE-KMS stays, as it does in S3 where no rule chooses it.
   */
  static List<ReplicationRule> of(Tables tables, BucketRow bucket, ObjectFacts version) {
    ReplicationSettings settings =
        bucket.replicates()
                && bucket.versioning() == Versioning.ENABLED
                && !Encryptions.isKms(version.headers())
            ? settings(tables, bucket)
            : null;
    if (settings == null) {
      return List.of();
    }
    Map<String, ReplicationRule> first = new HashMap<>();
    for (ReplicationRule rule : settings.rules()) {
      if (rule.appliesTo(version.key())) {
        first.merge(rule.destination(), rule, (a, b) -> a.priority() > b.priority() ? a : b);
      }
    }
    return first.values().stream()
        .filter(rule -> rule.deleteMarkers() || !version.deleteMarker())
        .toList();
  }

  static void send(
      Tables tables, BucketRow bucket, ObjectFacts version, Collection<ReplicationRule> rules) {
    for (ReplicationRule rule : rules) {
      tables.addOutgoing(
          new Outgoing(
              tables.nextSequence(),
              bucket.id(),
              version.key(),
              VersionIds.of(version),
              rule.destination(),
              rule.storageClass()));
    }
  }

  static @Nullable ReplicationSettings settings(Tables tables, BucketRow bucket) {
    String text = tables.setting(bucket.id(), SETTING);
    return text == null ? null : parse(text);
  }

  static void put(Tables tables, BucketRow bucket, @Nullable ReplicationSettings settings) {
    tables.putSetting(bucket.id(), SETTING, settings == null ? null : text(settings));
    tables.putBucket(bucket.replicating(settings != null));
  }

  /** A line for the role, then one for each rule; what is in a field is escaped. */
  private static String text(ReplicationSettings settings) {
    StringBuilder text = new StringBuilder(escape(settings.role()));
    for (ReplicationRule rule : settings.rules()) {
      text.append('\n')
          .append(escape(rule.id()))
          .append(' ')
          .append(rule.priority())
          .append(' ')
          .append(rule.enabled())
          .append(' ')
          .append(escape(rule.prefix()))
          .append(' ')
          .append(rule.deleteMarkers())
          .append(' ')
          .append(escape(rule.destination()))
          .append(' ')
          .append(rule.storageClass() == null ? "" : escape(rule.storageClass()));
    }
    return text.toString();
  }

  private static ReplicationSettings parse(String text) {
    String[] lines = text.split("\n", -1);
    List<ReplicationRule> rules = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      String[] fields = lines[i].split(" ", -1);
      if (fields.length != FIELDS) {
        throw new EngineException(
            ErrorCode.CORRUPT, "the rules for replication of a bucket are damaged");
      }
      rules.add(
          new ReplicationRule(
              unescape(fields[0]),
              Integer.parseInt(fields[1]),
              Boolean.parseBoolean(fields[2]),
              unescape(fields[3]),
              Boolean.parseBoolean(fields[4]),
              unescape(fields[5]),
              fields[6].isEmpty() ? null : unescape(fields[6])));
    }
    return new ReplicationSettings(unescape(lines[0]), rules);
  }

  private static String escape(String field) {
    return URLEncoder.encode(field, StandardCharsets.UTF_8);
  }

  private static String unescape(String field) {
    return URLDecoder.decode(field, StandardCharsets.UTF_8);
  }
}
