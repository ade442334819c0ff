package dev.etagere.local.server;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Keys in a file only its owner can read. */
final class KeysFile {
  private static final String ACCESS = "aws_access_key_id";
  private static final String SECRET = "aws_secret_access_key";
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private KeysFile() {}

  static LocalKeys read(Path file, Ambient ambient) {
    Path path = file.toAbsolutePath();
    try {
      if (!Files.exists(path)) {
        create(path, LocalKeys.random(ambient));
      }
      requirePrivate(path);
      return parse(path, Files.readString(path));
    } catch (IOException e) {
      throw new AccessException(
          null, "the keys in '" + path + "' cannot be read or written: " + e.getMessage(), e);
    }
  }

  /** The file appears whole or not at all; of several that make it at once the first wins. */
  private static void create(Path file, LocalKeys keys) throws IOException {
    Path directory = Objects.requireNonNullElse(file.getParent(), file);
    Files.createDirectories(directory, attributes(directory, OWNER_DIRECTORY));
    Path draft = Files.createTempFile(directory, ".keys", "", attributes(directory, OWNER_FILE));
    try {
      Files.writeString(draft, text(keys));
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another was first, and its keys are the ones that count.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] attributes(Path near, Set<PosixFilePermission> permissions) {
    return knowsOwners(near)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean knowsOwners(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void requirePrivate(Path file) throws IOException {
    if (!knowsOwners(file)) {
      return;
    }
    Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    others.removeAll(OWNER_DIRECTORY);
    if (!others.isEmpty()) {
      throw new AccessException(
          null,
          "others than its owner can use the keys in '" + file + "': run  chmod 600 '" + file + "'",
          null);
    }
  }

  private static String text(LocalKeys keys) {
    return "# Keys of a local S3. Who can read this can read and write all that is served with them.\n"
        + "[default]\n"
        + ACCESS
        + " = "
        + keys.accessKey()
        + "\n"
        + SECRET
        + " = "
        + keys.secretKey()
        + "\n";
  }

  private static LocalKeys parse(Path file, String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    String access = values.get(ACCESS);
    String secret = values.get(SECRET);
    if (access == null || secret == null) {
      throw new AccessException(
          null,
          "there is no " + ACCESS + " and " + SECRET + " in '" + file + "': remove it for new ones",
          null);
    }
    return new LocalKeys(access, secret);
  }
}
