package dev.etagere.cli.demo;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.quorum.store.QuorumListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Two locations with data and a witness, which have nothing in common. The home is killed, comes
 * back behind the others, and then the witness is frozen.
 */
final class ThreeLocations implements Scene {
  private final List<Place> places = new ArrayList<>();
  private final List<S3Client> clients = new ArrayList<>();
  private final Duration time;

  ThreeLocations(Duration time, Ambient ambient) {
    this.time = time;
    try {
      places.add(new Place(Location.data("s3://home"), 5, ambient));
      places.add(new Place(Location.data("s3://second"), 40, ambient));
      places.add(new Place(Location.witness("s3://witness"), 15, ambient));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A location with its server. */
  private static final class Place {
    private final Location location;
    private final int millis;
    private final LocalEngine engine;
    private final LocalS3Server server;

    Place(Location location, int millis, Ambient ambient) {
      this.location = location;
      this.millis = millis;
      this.engine = LocalEngine.inMemory(ambient);
      engine.createBucket(name());
      this.server = LocalS3Server.builder().engine(engine).start();
      server.setLatency(Duration.ofMillis(millis));
    }

    String name() {
      return location.uri().getHost();
    }

    void close() {
      server.close();
      engine.close();
    }
  }

  @Override
  public String name() {
    return "three locations";
  }

  @Override
  public List<String> introduction() {
    List<String> lines = new ArrayList<>();
    lines.add("Three locations, Etagere.open(data(home), data(second), witness(witness)):");
    for (Place place : places) {
      lines.add(
          String.format(
              "  %-8s %s, %d ms away", place.name(), place.server.endpoint(), place.millis));
    }
    return lines;
  }

  @Override
  public List<String> locations() {
    return places.stream().map(Place::name).toList();
  }

  @Override
  public ObjectStore open(QuorumListener listener) {
    Etagere.Builder builder = Etagere.builder().deadline(TrialLoad.DEADLINE).listener(listener);
    for (Place place : places) {
      S3Client client = S3Clients.of(place.server);
      clients.add(client);
      // The first request of a process loads much, for which no location is to be blamed.
      client.headBucket(request -> request.bucket(place.name()));
      builder = builder.s3Client(place.location, client);
    }
    return builder.open(places.stream().map(place -> place.location).toArray(Location[]::new));
  }

  @Override
  public List<Act> acts() {
    LocalS3Server home = places.get(0).server;
    LocalS3Server witness = places.get(2).server;
    return List.of(
        new Act("begin", time.dividedBy(2), Part.OTHER, () -> {}),
        new Act("all are well", time, Part.CALM, () -> {}),
        new Act("home killed", time.multipliedBy(3).dividedBy(2), Part.HOME_AWAY, home::stop),
        new Act("home back, behind", time, Part.RETURN, home::start),
        new Act("witness frozen", time, Part.OTHER, witness::freeze),
        new Act("all are well", time.dividedBy(2), Part.OTHER, witness::thaw));
  }

  /** What a location missed comes to it with the next read of each key, not by itself. */
  @Override
  public void settle() {}

  @Override
  public void close() {
    clients.forEach(S3Client::close);
    places.forEach(Place::close);
  }
}
