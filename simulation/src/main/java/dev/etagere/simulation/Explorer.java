package dev.etagere.simulation;

import dev.etagere.core.Ambient;
import dev.etagere.core.Attributes;
import dev.etagere.core.Location.Role;
import dev.etagere.quorum.Answer;
import dev.etagere.quorum.Condition;
import dev.etagere.quorum.Laboratory;
import dev.etagere.quorum.Lease;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Members.Member;
import dev.etagere.quorum.Mutant;
import dev.etagere.quorum.Operation;
import dev.etagere.quorum.Payload;
import dev.etagere.quorum.Register;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Task;
import dev.etagere.quorum.Token;
import dev.etagere.quorum.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every order in which requests can land, in a {@link Scope}, on three locations: each node is a
 * state of the locations, of both clients' operations and of what is under way; nodes are told
 * apart by 64-bit fingerprints. A client that is killed is a client that does not move any more, so
 * that every crash is among them: a history is checked at each answer, with the rest left open.
 *
 * <p>Bounds: a reply is heard when its request lands (what is slow is the request); a GET is never
 * lost, which is but a delay.
 */
final class Explorer {
  /**
   * What came of a scope.
   *
   * @param states how many different ones were seen
   * @param complete whether those are all
   * @param fault what is wrong with one of them, or {@code null}
   */
  record Result(int states, long steps, boolean complete, @Nullable String fault) {}

  private static final Attributes PLAIN = Attributes.ofType("text/plain");
  private static final Members MEMBERS =
      new Members(
          0,
          List.of(
              new Member("A", Role.DATA),
              new Member("B", Role.DATA),
              new Member("C", Role.WITNESS)),
          "A");

  /** One node. */
  private final class Node {
    final @Nullable Register[] sites;
    final List<Actor> actors = new ArrayList<>();
    final List<Request> orphans = new ArrayList<>();
    final List<Op> ops = new ArrayList<>();
    int clock;
    int lost;
    int late;
    int suspicions;
    int restarts;

    Node() {
      sites = new @Nullable Register[MEMBERS.size()];
      lost = scope.lost();
      late = scope.late();
      suspicions = scope.suspicions();
      restarts = scope.restarts();
    }

    Node(Node other) {
      sites = other.sites.clone();
      other.actors.forEach(actor -> actors.add(actor.copy()));
      orphans.addAll(other.orphans);
      for (Op op : other.ops) {
        ops.add(op.end == Op.NEVER ? op.copy() : op);
      }
      clock = other.clock;
      lost = other.lost;
      late = other.late;
      suspicions = other.suspicions;
      restarts = other.restarts;
    }

    long fingerprint() {
      long print = lost + 10L * late + 100L * suspicions + 1_000L * restarts;
      for (Register register : sites) {
        print = mix(print, register == null ? 0 : number(register));
      }
      for (Actor actor : actors) {
        Operation operation = actor.operation;
        print = mix(print, actor.current * 8L + actor.believedDown() + 1);
        print = mix(print, actor.lastWrite + 1_000_000L * actor.led());
        print = mix(print, actor.lease == null ? 0 : number(Laboratory.essence(actor.lease)));
        print = mix(print, actor.last == null ? 0 : number(actor.last));
        print =
            mix(
                print,
                operation == null ? 0 : Laboratory.fingerprint(operation, Explorer.this::number));
      }
      long under = 0;
      for (Request request : orphans) {
        under += mix(7, number(request));
      }
      print = mix(print, under);
      for (Op op : ops) {
        print = mix(print, op.start * 64L + (op.end == Op.NEVER ? 63 : op.end));
        print = mix(print, number(op.outcome) + 4_096L * op.write + 4_194_304L * op.seen);
      }
      return print;
    }
  }

  private final Scope scope;
  private final @Nullable Mutant mutant;
  private final Map<Object, Integer> numbers = new HashMap<>();
  private final LongSet seen = new LongSet();
  private final Deque<Node> toDo = new ArrayDeque<>();
  private final BitSet deletes = new BitSet();
  private @Nullable String fault;
  private long steps;

  Explorer(Scope scope, @Nullable Mutant mutant) {
    this.scope = scope;
    this.mutant = mutant;
  }

  Result run(Duration time, int mostStates) {
    Ambient ambient = Ambient.system();
    long end = ambient.nanoTime() + time.toNanos();
    Node first = new Node();
    for (int i = 0; i < scope.scripts().size(); i++) {
      first.actors.add(new Actor(i, scope.leads() && i == 0));
    }
    for (Actor actor : first.actors) {
      next(first, actor);
    }
    keep(first);
    while (!toDo.isEmpty() && fault == null && seen.size() < mostStates) {
      expand(toDo.pop());
      if ((steps & 1_023) == 0 && ambient.nanoTime() - end > 0) {
        break;
      }
    }
    return new Result(seen.size(), steps, toDo.isEmpty(), fault);
  }

  private void keep(Node node) {
    steps++;
    if (fault == null && withinRounds(node) && seen.add(node.fingerprint())) {
      toDo.push(node);
    }
  }

  private boolean withinRounds(Node node) {
    for (Actor actor : node.actors) {
      for (Request request : actor.sent) {
        if (request instanceof Request.Put put
            && put.register().promised().round() > scope.rounds()) {
          return false;
        }
      }
    }
    return true;
  }

  // --- What can happen next --------------------------------------------------------------------

  private void expand(Node node) {
    for (int i = 0; i < node.actors.size(); i++) {
      Actor actor = node.actors.get(i);
      for (int j = 0; j < actor.sent.size(); j++) {
        land(node, i, j, true);
        if (actor.sent.get(j) instanceof Request.Put) {
          lose(node, i, j);
        }
      }
      if (node.suspicions > 0 && actor.operation != null) {
        suspect(node, i);
      }
    }
    if (node.restarts > 0 && node.actors.get(0).operation != null) {
      Node next = new Node(node);
      next.restarts--;
      restart(next, next.actors.get(0));
      keep(next);
    }
    for (int i = 0; i < node.orphans.size(); i++) {
      Node next = new Node(node);
      serve(next, next.orphans.remove(i));
      keep(next);
    }
  }

  private void land(Node node, int actor, int request, boolean heard) {
    Node next = new Node(node);
    Request landing = next.actors.get(actor).sent.remove(request);
    Reply reply = serve(next, landing);
    next.lost -= heard ? 0 : 1;
    hear(next, next.actors.get(actor), landing, heard ? reply : Reply.Plain.LOST);
    keep(next);
  }

  private void lose(Node node, int actor, int request) {
    if (node.lost > 0) {
      land(node, actor, request, false);
      Node never = new Node(node);
      never.lost--;
      Actor of = never.actors.get(actor);
      hear(never, of, of.sent.remove(request), Reply.Plain.LOST);
      keep(never);
    }
    if (node.late > 0) {
      Node later = new Node(node);
      later.late--;
      Actor of = later.actors.get(actor);
      Request orphan = of.sent.remove(request);
      later.orphans.add(orphan);
      hear(later, of, orphan, Reply.Plain.LOST);
      keep(later);
    }
  }

  private void suspect(Node node, int actor) {
    for (int location = -1; location < MEMBERS.size(); location++) {
      boolean data = location < 0 || MEMBERS.holdsData(location);
      if (data && location != node.actors.get(actor).believedDown()) {
        Node next = new Node(node);
        next.suspicions--;
        next.actors.get(actor).believeDown(location);
        advance(next, next.actors.get(actor));
        keep(next);
      }
    }
  }

  private void restart(Node node, Actor actor) {
    Operation operation = actor.operation;
    Lease lease = operation == null ? null : Laboratory.careless(operation);
    abandonRequests(node, actor);
    actor.lease =
        mutant == Mutant.STICKY_RESTARTED && lease != null ? Laboratory.forgetful(lease) : null;
    next(node, actor);
  }

  /** What it sent and did not wait for may land yet. */
  private static void abandonRequests(Node node, Actor actor) {
    for (Request request : actor.sent) {
      if (request instanceof Request.Put) {
        node.orphans.add(request);
      }
    }
    actor.sent.clear();
  }

  private Reply serve(Node node, Request request) {
    int location = request.location();
    Register register = node.sites[location];
    String etag = register == null ? null : "e" + number(register);
    if (request instanceof Request.Put put) {
      boolean holds = etag == null ? put.etag() == null : etag.equals(put.etag());
      if (!holds) {
        return Reply.Plain.REFUSED;
      }
      node.sites[location] = put.register();
      return new Reply.Stored("e" + number(put.register()));
    }
    return register == null || etag == null ? Reply.Plain.NOTHING : new Reply.Found(register, etag);
  }

  private void hear(Node node, Actor actor, Request request, Reply reply) {
    if (actor.operation != null) {
      actor.operation.observe(request, reply);
      advance(node, actor);
    }
  }

  // --- Operations ------------------------------------------------------------------------------

  private void next(Node node, Actor actor) {
    List<Op.Kind> script = scope.scripts().get(actor.number);
    actor.operation = null;
    actor.current++;
    if (actor.current == script.size()) {
      return;
    }
    Op.Kind kind = script.get(actor.current);
    Token expected = actor.last;
    if (kind.matches() && expected == null) {
      return;
    }
    int number = kind.matches() && expected != null ? write(expected) : -1;
    node.ops.add(new Op(actor.number, kind, number, ++node.clock));
    Lease lease = kind == Op.Kind.READ ? null : actor.lease;
    actor.lease = kind == Op.Kind.READ ? actor.lease : null;
    actor.operation =
        Laboratory.begin(MEMBERS, task(kind, expected), actor, null, lease, mutant, false);
    advance(node, actor);
  }

  private static Task task(Op.Kind kind, @Nullable Token expected) {
    if (kind == Op.Kind.READ) {
      return new Task.Read();
    }
    Condition condition =
        kind == Op.Kind.CREATE
            ? Condition.Plain.ABSENT
            : kind.matches() && expected != null
                ? new Condition.Matches(expected)
                : Condition.Plain.ANY;
    Value value = new Value(PLAIN, 0, "", Instant.EPOCH, new Payload.Inline(new byte[0]));
    return new Task.Write(condition, kind.deletes() ? null : value, 1);
  }

  private void advance(Node node, Actor actor) {
    Operation operation = actor.operation;
    if (operation == null) {
      return;
    }
    int before = actor.lastWrite;
    actor.sent.addAll(operation.advance());
    Op op = op(node, actor);
    if (actor.lastWrite != before) {
      op.write = actor.lastWrite;
      if (op.kind.deletes()) {
        deletes.set(actor.lastWrite);
      }
    }
    Answer answer = operation.answer();
    if (answer != null) {
      end(node, actor, op, answer);
    }
  }

  private static Op op(Node node, Actor actor) {
    Op found = null;
    for (Op op : node.ops) {
      found = op.client == actor.number ? op : found;
    }
    if (found == null) {
      throw new IllegalStateException("nobody asked");
    }
    return found;
  }

  private void end(Node node, Actor actor, Op op, Answer answer) {
    op.end = ++node.clock;
    if (answer instanceof Answer.Committed committed) {
      op.outcome = Op.Outcome.COMMITTED;
      op.write = write(committed.token());
      actor.last = committed.token();
    } else if (answer instanceof Answer.Current current) {
      see(actor, op, Op.Outcome.CURRENT, current.state());
    } else if (answer instanceof Answer.Conflict conflict) {
      see(actor, op, Op.Outcome.CONFLICT, conflict.state());
    } else {
      fault = "answer " + answer;
    }
    if (op.kind != Op.Kind.READ && actor.operation != null) {
      actor.lease = actor.operation.lease();
    }
    abandonRequests(node, actor);
    if (!Linearizer.accepts(node.ops, deletes)) {
      fault = "not linearizable";
    }
    next(node, actor);
  }

  private static void see(Actor actor, Op op, Op.Outcome outcome, State state) {
    op.outcome = outcome;
    op.write = -1;
    op.seen = write(state.token());
    actor.last = state.isPresent() ? state.token() : actor.last;
  }

  // --- Numbers ---------------------------------------------------------------------------------

  private int number(Object value) {
    return numbers.computeIfAbsent(value, any -> numbers.size() + 3);
  }

  private static int write(Token token) {
    return token.seq() == 0 ? 0 : Integer.parseInt(token.id().substring(1));
  }

  private static long mix(long print, long more) {
    return Laboratory.mix(print, more);
  }
}
