package dev.etagere.replication;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Compares settings by what is wanted of them: what a service adds of itself does not count. */
final class Settings {
  private Settings() {}

  /** Whether all that is set in one is set so in the other. */
  static boolean hold(SdkPojo wanted, SdkPojo there) {
    for (SdkField<?> field : wanted.sdkFields()) {
      if (!holds(field.getValueOrDefault(wanted), field.getValueOrDefault(there))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(@Nullable Object wanted, @Nullable Object there) {
    if (wanted == null || isNothing(wanted)) {
      return true;
    }
    if (wanted instanceof SdkPojo inner) {
      return there instanceof SdkPojo other
          ? hold(inner, other)
          : inner.sdkFields().stream().allMatch(f -> isNothing(f.getValueOrDefault(inner)));
    }
    return wanted.equals(there);
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null
        || value.equals("")
        || (value instanceof Collection<?> many && many.isEmpty());
  }
}
