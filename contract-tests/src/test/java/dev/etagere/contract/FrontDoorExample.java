package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.core.TypedStore;
import dev.etagere.core.Version;
import dev.etagere.core.Versioned;
import dev.etagere.jackson.JacksonCodec;

/** The example at the front of the README, as it stands there. */
final class FrontDoorExample {
  /** A value of the caller's. */
  record Settings(String theme, int fontSize) {
    static Settings defaults() {
      return new Settings("light", 12);
    }

    Settings withTheme(String other) {
      return new Settings(other, fontSize);
    }
  }

  /** What the example leaves in its hands. */
  record Seen(Version first, Version second, StoredObject object, Versioned<Settings> now) {}

  private FrontDoorExample() {}

  static Seen run() {
    // README: front door
    try (ObjectStore store =
        Etagere.open(Location.data("s3://my-bucket/prefix?region=eu-west-1"))) {
      Version first = store.create("greeting", Content.json("{\"hello\":\"world\"}"));
      Version second = store.replace("greeting", Content.json("{\"hello\":\"you\"}"), first);
      StoredObject object = store.get("greeting").orElseThrow();

      TypedStore<Settings> settings = store.typed(JacksonCodec.of(Settings.class));
      Versioned<Settings> now =
          settings.update("app/settings", Settings::defaults, s -> s.withTheme("dark"));
      // README: end
      return new Seen(first, second, object, now);
    }
  }
}
