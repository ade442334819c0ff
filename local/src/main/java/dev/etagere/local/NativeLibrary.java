package dev.etagere.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite from a copy in the user's cache directory. The driver itself unpacks its library at
 * each start of a JVM and compares it byte by byte, which takes longer than everything else at the
 * start.
 *
 * <p>The copy is used only if it belongs to the user and nobody else can write it. Where there is
 * no such place, or the user names a library by {@code org.sqlite.lib.path}, the driver does as it
 * always does.
 */
final class NativeLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads it once in this process. */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    Path folder = System.getProperty(PATH) == null ? folder() : null;
    try {
      if (folder != null) {
        System.setProperty(PATH, folder.toString());
      }
      SQLiteJDBCLoader.initialize();
      loaded = true;
    } catch (Exception e) { // it declares no narrower one
      throw new EngineException(
          ErrorCode.INTERNAL_ERROR,
          "SQLite's native library cannot be loaded: "
              + e.getMessage()
              + "; name a folder that holds it by -D"
              + PATH,
          e);
    } finally {
      if (folder != null) {
        // Others in this process may have an SQLite of their own.
        System.clearProperty(PATH);
      }
    }
  }

  private static @Nullable Path folder() {
    Path cache = cache();
    if (cache == null || !cache.isAbsolute()) {
      return null;
    }
    String platform = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    Path folder =
        cache
            .resolve("etagere")
            .resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + platform.replace(' ', '_'));
    try {
      Path file = folder.resolve(LibraryLoaderUtil.getNativeLibName());
      if (!Files.exists(file)) {
        unpack(folder, file);
      }
      return isSafe(folder) && isSafe(file) ? folder : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Where the system keeps what a program can make again, for this user. */
  private static @Nullable Path cache() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String home = System.getProperty("user.home", "");
    if (system.startsWith("windows")) {
      String local = System.getenv("LOCALAPPDATA");
      return local == null ? null : Path.of(local);
    }
    if (system.startsWith("mac")) {
      return Path.of(home, "Library", "Caches");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg == null || xdg.isEmpty() ? Path.of(home, ".cache") : Path.of(xdg);
  }

  private static void unpack(Path folder, Path file) throws IOException {
    Folders.createForOwner(folder);
    Path partial = Files.createTempFile(folder, "unpacking", null);
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + file.getFileName();
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource);
        FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      if (in == null) {
        throw new IOException("the driver has no library for this system");
      }
      in.transferTo(Channels.newOutputStream(out));
      out.force(true);
      // Complete or not there at all, also for processes that start at the same moment.
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static boolean isSafe(Path path) throws IOException {
    if (!Folders.isPosix(path)) {
      return true;
    }
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return !attributes.isSymbolicLink()
        && Objects.equals(attributes.owner().getName(), System.getProperty("user.name"))
        && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
        && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
  }
}
