package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreProvider;
import dev.etagere.core.spi.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class LocalProviderTest extends StoreFixture {
  @Test
  void provider_serviceLoader_findsIt() {
    assertThat(ServiceLoader.load(StoreProvider.class))
        .filteredOn(LocalProvider.class::isInstance)
        .singleElement()
        .satisfies(p -> assertThat(p.schemes()).containsExactlyInAnyOrder("file", "mem"));
  }

  @Test
  void open_otherBucket_isAnotherStore() {
    store.create("k", Content.of("v"));
    try (ObjectStore other = open(uri("?bucket=other"))) {
      assertThat(other.get("k")).isEmpty();
    }
  }

  @Test
  void open_again_seesTheSameObjects() {
    store.create("k", Content.of("v"));
    try (ObjectStore again = open(uri(""))) {
      assertThat(again.get("k")).isPresent();
    }
  }

  @Test
  void open_badLocations_areProgrammersErrors() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    for (String bad :
        List.of(
            uri("?bukket=x"),
            uri("?bucket=Not_A_Bucket"),
            "file:",
            "file://host/path",
            file.toUri().toString())) {
      assertThatThrownBy(() -> open(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void mem_lastOneClosed_isForgotten() {
    if (kind == Kind.DISK) {
      return;
    }
    store.create("k", Content.of("v"));
    store.close();

    store = open(uri(""));

    assertThat(store.get("k")).isEmpty();
  }

  @Test
  void mem_withoutName_isOneOfItsOwn() {
    try (ObjectStore one = open("mem:/");
        ObjectStore two = open("mem:/")) {
      one.create("k", Content.of("v"));
      assertThat(two.get("k")).isEmpty();
    }
  }

  @Test
  void isThere_onlyOnceItWasOpened(@TempDir Path dir) throws IOException {
    Path folder = Files.createDirectory(dir.resolve("store"));
    Location location = Location.data(folder.toUri().toString());
    assertThat(LocalProvider.isThere(location)).isFalse();
    assertThat(LocalProvider.isThere(Location.data("mem:x"))).isTrue();

    new LocalProvider().open(location, StoreSettings.defaults()).close();

    assertThat(LocalProvider.isThere(location)).isTrue();
  }
}
