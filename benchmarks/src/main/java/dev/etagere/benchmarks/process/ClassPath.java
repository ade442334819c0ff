package dev.etagere.benchmarks.process;

import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What processes of the benchmarks are started with. */
public final class ClassPath {
  private static final String TRANSFER_MANAGER = "s3-transfer-manager-";

  private static final String WHOLE =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private ClassPath() {}

  /** Everything. */
  public static String whole() {
    return WHOLE;
  }

  /**
   * Everything but the transfer manager: it adds an interceptor to every client of the SDK there
   * is, which copies the settings of each request.
   */
  public static String ordinary() {
    return Arrays.stream(WHOLE.split(File.pathSeparator))
        .filter(entry -> !new File(entry).getName().startsWith(TRANSFER_MANAGER))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
