package dev.etagere.cli.demo;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.TypedStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.jackson.JacksonCodec;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/** Through the store: one line, {@code update}. */
final class OurWay implements Contestant {
  private final S3Client client;
  private final Location location;

  OurWay(S3Client client, Location location) {
    this.client = client;
    this.location = location;
  }

  @Override
  public String name() {
    return "etagere";
  }

  @Override
  public Writer writer(String name, Score score) {
    // A store for each writer, as if each were a process: in one store threads take turns.
    ObjectStore store = Etagere.builder().s3Client(client).open(location);
    TypedStore<Tally> tallies = store.typed(JacksonCodec.of(Tally.class));
    Map<String, Long> mine = new HashMap<>();
    return key -> {
      try {
        Tally now = tallies.update(key, Tally::empty, tally -> tally.plusOne(name)).value();
        mine.put(key, now.of(name));
        score.acknowledge();
      } catch (UnavailableException e) {
        score.giveUp();
      } catch (OutcomeUnknownException e) {
        // The error says how to find out: read. Only this writer adds under its name.
        score.resolveByReading();
        long there = tallies.get(key).map(tally -> tally.value().of(name)).orElse(0L);
        if (there > mine.getOrDefault(key, 0L)) {
          mine.put(key, there);
          score.acknowledge();
        } else {
          score.giveUp();
        }
      }
    };
  }
}
