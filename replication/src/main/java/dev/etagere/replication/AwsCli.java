package dev.etagere.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Calls as the AWS CLI takes them. Its JSON has the names of S3's own model, which the SDK's
 * classes know, so that whatever a setting holds is written, also what we have never heard of.
 */
final class AwsCli {
  private AwsCli() {}

  static String command(Site site, String operation, String... arguments) {
    List<String> words =
        new ArrayList<>(List.of("aws", "s3api", operation, "--bucket", site.bucket()));
    words.addAll(List.of(arguments));
    option(words, "--region", site.location().parameter("region"));
    option(words, "--endpoint-url", site.location().parameter("endpoint"));
    option(words, "--profile", site.location().parameter("profile"));
    return String.join(" ", words.stream().map(AwsCli::quoted).toList());
  }

  private static void option(List<String> words, String name, @Nullable String value) {
    if (value != null) {
      words.add(name);
      words.add(value);
    }
  }

  /** For a POSIX shell. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  static String json(SdkPojo value) {
    StringBuilder json = new StringBuilder();
    write(json, value);
    return json.toString();
  }

  private static void write(StringBuilder json, @Nullable Object value) {
    if (value instanceof SdkPojo pojo) {
      object(json, pojo);
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object each : list) {
        json.append(separator);
        write(json, each);
        separator = ",";
      }
      json.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      string(json, String.valueOf(value));
    }
  }

  private static void object(StringBuilder json, SdkPojo pojo) {
    String separator = "";
    json.append('{');
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.getValueOrDefault(pojo);
      if (!isUnset(value)) {
        json.append(separator);
        string(json, field.memberName());
        json.append(':');
        write(json, value);
        separator = ",";
      }
    }
    json.append('}');
  }

  private static boolean isUnset(@Nullable Object value) {
    return value == null
        || value instanceof SdkAutoConstructList
        || value instanceof SdkAutoConstructMap
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
