package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.nio.file.Path;

/** Both engines, which must not differ. */
enum Kind {
  MEMORY {
    @Override
    LocalEngine open(Path directory) {
      return LocalEngine.inMemory(Ambient.system());
    }
  },
  DISK {
    @Override
    LocalEngine open(Path directory) {
      return LocalEngine.onDisk(directory.resolve("store"), Ambient.system());
    }
  };

  abstract LocalEngine open(Path directory);
}
