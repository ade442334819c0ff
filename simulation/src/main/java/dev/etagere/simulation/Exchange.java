package dev.etagere.simulation;

import dev.etagere.core.Location.Role;
import dev.etagere.quorum.Answer;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Members.Member;
import dev.etagere.quorum.Mutant;
import dev.etagere.quorum.Payload;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A location is exchanged for another while clients go on, at any moment of a history: it is
 * announced, clients are opened anew at any time, the operator says that no old ones are left,
 * walks all keys (there is one), and closes. He may be killed, and goes on.
 */
final class Exchange {
  private enum Phase {
    BEFORE,
    /** Whoever is opened counts both. */
    ANNOUNCED,
    /** There are no old clients any more; or they do no harm. */
    WALKED,
    /** Whoever is opened counts but the locations there are now. */
    OVER
  }

  private final World world;
  private final RandomGenerator random;
  private final @Nullable Mutant mutant;
  private final Members before;
  private final String newcomer;
  private Members both;
  private Members after;
  private String leaving;

  /** Nobody saw to it that old clients end: only keys with a promise of the new epoch are safe. */
  private final boolean zombies;

  private Phase phase = Phase.BEFORE;
  private @Nullable Client operator;
  private boolean diedEarly;
  private int listed;
  private boolean named;

  /** The walk found no key, so none has its promises. */
  private boolean unfenced;

  Exchange(Members before, World world, RandomGenerator random, @Nullable Mutant mutant) {
    this.before = before;
    this.world = world;
    this.random = random;
    this.mutant = mutant;
    int index = random.nextInt(before.size());
    leaving = before.id(index);
    Role role = before.all().get(index).role();
    List<Member> next = new ArrayList<>(before.all());
    newcomer = Character.toString('A' + before.size());
    next.set(index, new Member(newcomer, role));
    List<Member> all = new ArrayList<>(before.all());
    all.add(next.get(index));
    both = new Members(1, all, ids(before.all()), ids(next), before.initialTerm());
    after = new Members(1, next, ids(next), ids(next), before.initialTerm());
    zombies = mutant == Mutant.EXCHANGE_UNDER_OLD_CLIENTS || random.nextBoolean();
  }

  private static Set<String> ids(List<Member> some) {
    return some.stream().map(Member::id).collect(Collectors.toSet());
  }

  /** Those that a client is given which is opened now. */
  Members members() {
    return switch (phase) {
      case BEFORE -> before;
      case ANNOUNCED, WALKED -> both;
      case OVER -> after;
    };
  }

  /** Those of whom a majority may have chosen something. */
  Members deciding() {
    return phase == Phase.OVER ? after : before;
  }

  boolean isOver() {
    return phase == Phase.OVER;
  }

  boolean goes(Site site) {
    return site.id.equals(leaving);
  }

  /** What was acknowledged in one copy may have been lost with its location. */
  boolean mayLosePayloads() {
    return diedEarly;
  }

  /**
   * Whether the key may come into being after the walk by what a client of before, killed since,
   * had under way: its payload may be where it goes, and go with it. It was never acknowledged.
   */
  boolean isUnfenced() {
    return unfenced;
  }

  /** Whether a client that is idle is now opened anew. */
  boolean reopens(Client client) {
    boolean does = client != operator && client.members != members() && random.nextInt(4) == 0;
    if (does) {
      world.reopen(client, members());
    }
    return does;
  }

  /** The operator's next move, if he does not hesitate. */
  void move() {
    switch (phase) {
      case BEFORE -> {
        if (random.nextInt(12) == 0) {
          announce();
        }
      }
      case ANNOUNCED -> {
        if (after.epoch() == 1 && !diedEarly && random.nextInt(60) == 0) {
          turn();
        } else if (operator == null && random.nextInt(12) == 0) {
          confirm();
        } else if (operator != null) {
          walk();
        }
      }
      case WALKED -> close();
      case OVER -> {}
    }
  }

  private void announce() {
    phase = Phase.ANNOUNCED;
    world.trace().at(world.clock(), "%s is to go", leaving);
    if (random.nextInt(4) == 0) {
      diedEarly = true;
      die();
    }
  }

  /** The old location is to stay after all: all begins anew, with the new one for the one to go. */
  private void turn() {
    both = new Members(2, both.all(), ids(after.all()), ids(before.all()), before.initialTerm());
    after =
        new Members(2, before.all(), ids(before.all()), ids(before.all()), before.initialTerm());
    leaving = newcomer;
    operator = null;
    listed = 0;
    named = false;
    announce();
  }

  private void die() {
    world.site(leaving).die();
    world.trace().at(world.clock(), "%s is gone for good", leaving);
  }

  /** From now on no client counts only the locations there were; what they sent is on its way. */
  private void confirm() {
    for (Client client : List.copyOf(world.clients())) {
      if (!zombies && client.members != both) {
        world.crash(client);
        world.reopen(client, both);
      }
    }
    operator = world.addClient(both, 0);
  }

  private void walk() {
    Client walker = operator;
    if (walker == null || walker.operation != null) {
      return;
    }
    if (mutant == Mutant.EXCHANGE_UNWALKED) {
      phase = Phase.WALKED;
    } else if (named || (zombies && mutant != Mutant.EXCHANGE_UNDER_OLD_CLIENTS)) {
      walker.believe(0);
      world.begin(walker, Op.Kind.ESTABLISH);
      world.advance(walker);
    } else if (both.decide(listed)) {
      phase = Phase.WALKED;
      unfenced = true;
    } else {
      list(random.nextInt(both.size()));
    }
  }

  /** A key that no listing names needs no walk, if nobody counts the locations there were. */
  private void list(int index) {
    Site site = world.site(both.id(index));
    if (site.mode == Site.Mode.UP) {
      listed |= 1 << index;
      named |= site.register() != null;
    }
  }

  Task task() {
    return mutant == Mutant.EXCHANGE_WALKED_IN_OLD_TERM
        ? new Task.Repair()
        : new Task.Establish(after.epoch());
  }

  void heard(Client client, Op op, Answer answer) {
    if (client == operator && answer instanceof Answer.Current current) {
      bring(current.state());
      phase = phase == Phase.ANNOUNCED ? Phase.WALKED : phase;
    }
    if (answer instanceof Answer.Outdated) {
      world.reopen(client, members());
    }
  }

  private void bring(State state) {
    if (state.value() != null && state.value().payload() instanceof Payload.Blob blob) {
      int content = world.blobAnywhere(blob.name());
      for (int i = 0; i < after.size() && content >= 0; i++) {
        if (after.holdsData(i)) {
          world.site(after.id(i)).bring(blob.name(), content);
        }
      }
    }
  }

  private void close() {
    phase = Phase.OVER;
    world.trace().at(world.clock(), "%s has gone", leaving);
    if (random.nextBoolean()) {
      die();
    }
  }

  /** In calm: whatever is left to do. */
  void finish() {
    if (phase == Phase.BEFORE) {
      announce();
    }
    if (phase == Phase.ANNOUNCED) {
      if (operator == null) {
        confirm();
      }
      if (operator != null) {
        world.finish(operator, Op.Kind.ESTABLISH);
      }
    }
    if (phase == Phase.WALKED) {
      close();
    }
  }
}
