package dev.etagere.local.server.awssdk;

import dev.etagere.local.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Calls the engine and tells its errors as S3Proxy wants them. */
final class Calls {
  private Calls() {}

  interface Call<T> {
    T run() throws IOException;
  }

  static <T> T to(Call<T> call) {
    try {
      return call.run();
    } catch (EngineException e) {
      throw S3Errors.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
