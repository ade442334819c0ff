package dev.etagere.real;

import dev.etagere.core.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Three locations, of which the first is the home; each can be stopped and killed. */
interface Servers extends AutoCloseable {
  /** Two with data and the witness. */
  List<Location> locations();

  /** What a process needs in its environment to use them. */
  Map<String, String> environment();

  void freeze(int location) throws IOException, InterruptedException;

  void thaw(int location) throws IOException, InterruptedException;

  void kill(int location) throws IOException, InterruptedException;

  /** Starts it on the data it had. */
  void restart(int location) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
