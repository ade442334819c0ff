package dev.etagere.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a command ended. A script can tell by it what to do next; {@code etagere --help} shows them.
 */
enum ExitCode {
  OK(0, "done"),
  FAILURE(1, "another failure: a local file, the COMMAND of an update, a fault of etagere"),
  USAGE(2, "bad input: an option, a key, a location, a missing file"),
  CONFLICT(3, "the condition does not hold; nothing was changed: read again"),
  ABSENT(4, "there is no such object"),
  UNAVAILABLE(5, "not possible now; nothing was changed: try again"),
  UNKNOWN(6, "the write may or may not have been applied: look"),
  ACCESS(7, "credentials, bucket, region or endpoint are wrong"),
  CORRUPT(8, "the bytes are not those that were written"),
  UNSUPPORTED(9, "the location cannot do that, or the object is too large"),
  DIFFERENT(10, "diff, copy, verify, repair, replace-location: the locations differ, or may do so"),
  WARNINGS(11, "doctor: two locations work like this, with warnings"),
  UNFIT(12, "doctor: two locations would not work like this"),
  DEGRADED(13, "status: one of the locations is not well; calls go on at another"),
  // The JVM itself ends so on SIGINT; it is here for the table.
  INTERRUPTED(130, "interrupted"),
  // What a shell reports of a command that died of SIGPIPE, which is what others do here.
  OUTPUT_CLOSED(141, "the reader of the output went away");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  /** All of them, as the help shows them. */
  static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      table.put(Integer.toString(code.number), code.meaning);
    }
    return table;
  }
}
