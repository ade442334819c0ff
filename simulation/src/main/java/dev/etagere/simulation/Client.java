package dev.etagere.simulation;

import dev.etagere.quorum.Known;
import dev.etagere.quorum.Lease;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Operation;
import dev.etagere.quorum.Policy;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import dev.etagere.quorum.Token;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client: its memory, its prejudices, and at most one operation at a time. */
final class Client implements Policy {
  final int number;
  final Members members;
  private final RandomGenerator random;
  private final World world;
  private final int[] distances;
  private final boolean[] believedDown;
  private final @Nullable String[] etags;
  @Nullable Operation operation;
  @Nullable Op op;
  @Nullable Known known;
  @Nullable Lease lease;
  @Nullable Token last;
  int left;
  int pausedUntil;

  Client(int number, Members members, World world, RandomGenerator random, int left) {
    this.number = number;
    this.members = members;
    this.world = world;
    this.random = random;
    this.left = left;
    distances = new int[members.size()];
    believedDown = new boolean[members.size()];
    etags = new @Nullable String[members.size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = random.nextInt(10);
    }
  }

  /** Looks round: mostly sees what is. */
  void believe(int suspicion) {
    for (int i = 0; i < believedDown.length; i++) {
      boolean up = world.isUp(members.id(i));
      int doubts = world.isCalm() ? 10 : 9;
      believedDown[i] = up ? random.nextInt(1_000) < suspicion : random.nextInt(10) < doubts;
    }
  }

  void remember(int location, Reply reply) {
    etags[location] =
        reply instanceof Reply.Found found
            ? found.etag()
            : reply instanceof Reply.Stored stored ? stored.etag() : etags[location];
  }

  /** The same request with the ETag of another location. */
  Request mixedUp(Request.Put put, int other) {
    return new Request.Put(put.location(), etags[other], put.register(), put.proposal());
  }

  @Override
  public boolean mayAsk(int location, int failures) {
    return world.isCalm() || random.nextInt(1_000) >= world.weather().patience();
  }

  @Override
  public boolean isDown(int location) {
    return believedDown[location];
  }

  @Override
  public int distance(int location) {
    return distances[location];
  }

  @Override
  public String newId() {
    return world.newWrite(this);
  }

  @Override
  public int preferredHome(int currentHome) {
    return happens(world.weather().wander()) ? random.nextInt(members.size()) : currentHome;
  }

  @Override
  public @Nullable String newLeader() {
    return happens(world.weather().lead()) ? world.newLeader() : null;
  }

  private boolean happens(int thousandths) {
    return !world.isCalm() && random.nextInt(1_000) < thousandths;
  }
}
