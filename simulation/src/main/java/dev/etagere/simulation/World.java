package dev.etagere.simulation;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One history: some clients, some locations, one key, and chance, all from one seed. There is no
 * clock: at each step any message, client or location may be the next to move, so that every delay
 * and every order can come about. In the end the weather clears, everything that was away comes
 * back, and a newcomer must be able to read and to write.
 */
final class World {
  /** Garbage that is about to be collected at one location. */
  private record Collection(Site site, State fenced) {}

  private static final Attributes PLAIN = Attributes.ofType("text/plain");
  private static final String STUCK = "with all up and nobody in the way there is no answer to ";
  private static final int MOST_STEPS = 6_000;

  private final long seed;
  private final SplittableRandom random;
  private final Weather weather;
  private final @Nullable Mutant mutant;
  private final Trace trace;
  private final Members members;
  private final Members otherMembers;
  private final @Nullable Exchange exchange;
  private final boolean forgetful;
  private final boolean large;
  private final Site[] sites;
  private final List<Client> clients = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();
  private final List<Op> ownerOfWrite = new ArrayList<>();
  private final List<Token> tokens = new ArrayList<>();
  private final List<Collection> collections = new ArrayList<>();
  private final BitSet deletes = new BitSet();
  private @Nullable String fault;
  private int clock;
  private int leaders;
  private boolean calm;

  World(long seed, @Nullable Mutant mutant, Trace trace) {
    this.seed = seed;
    this.mutant = mutant;
    this.trace = trace;
    random = new SplittableRandom(seed);
    weather = Weather.of(random);
    members = draw(random);
    forgetful = random.nextInt(4) == 0;
    // Where payloads cannot get lost, it must be the outcome that is wrong.
    large = random.nextInt(4) == 0 || mutant == Mutant.COMMITTED_BY_RECENT;
    otherMembers = new Members(0, members.all(), members.id(1));
    boolean exchanges = mutant == null ? random.nextInt(3) == 0 : mutant.isOfAnExchange();
    exchange = exchanges ? new Exchange(members, this, random, mutant) : null;
    sites = new Site[members.size() + (exchanges ? 1 : 0)];
    for (int i = 0; i < sites.length; i++) {
      sites[i] = new Site(Character.toString('A' + i), mutant == Mutant.ROLLBACK);
    }
    for (int i = 0; i < weather.clients(); i++) {
      addClient(weather.opsPerClient());
    }
    ownerOfWrite.add(new Op(-1, Op.Kind.PUT, -1, 0));
  }

  private static Members draw(SplittableRandom random) {
    Role third = random.nextInt(5) < 2 ? Role.DATA : Role.WITNESS;
    List<Member> all = new ArrayList<>();
    all.add(new Member("A", Role.DATA));
    all.add(new Member("B", Role.DATA));
    all.add(new Member("C", third));
    if (random.nextInt(6) == 0) {
      all.add(new Member("D", Role.DATA));
      all.add(new Member("E", third));
    }
    return new Members(0, all, "A");
  }

  private Client addClient(int operations) {
    boolean odd = mutant == Mutant.TWO_INITIAL_HOMES && clients.size() % 2 == 1;
    return addClient(odd ? otherMembers : members, operations);
  }

  Client addClient(Members of, int operations) {
    Client client = new Client(clients.size(), of, this, random, operations);
    clients.add(client);
    return client;
  }

  /** The same program, started again with other locations. */
  void reopen(Client client, Members of) {
    Client again = new Client(client.number, of, this, random, client.left);
    again.last = client.last;
    clients.set(client.number, again);
    trace.at(clock, "c%d is opened anew, epoch %d", client.number, of.epoch());
  }

  List<Client> clients() {
    return clients;
  }

  Site site(String id) {
    return sites[id.charAt(0) - 'A'];
  }

  Trace trace() {
    return trace;
  }

  int clock() {
    return clock;
  }

  Weather weather() {
    return weather;
  }

  boolean isCalm() {
    return calm;
  }

  boolean isUp(String id) {
    return site(id).mode == Site.Mode.UP;
  }

  String newWrite(Client client) {
    Op op = client.op;
    if (op == null) {
      throw new IllegalStateException("a write needs an operation");
    }
    int number = ownerOfWrite.size();
    ownerOfWrite.add(op);
    op.write = number;
    if (op.kind.deletes()) {
      deletes.set(number);
    }
    return "w" + number;
  }

  String newLeader() {
    leaders++;
    return "n" + leaders;
  }

  History run() {
    for (int i = 0; i < MOST_STEPS && fault == null && working(); i++) {
      step();
    }
    if (fault == null) {
      clearUp();
    }
    if (fault == null && !Linearizer.accepts(ops, deletes)) {
      fault = "not linearizable";
    }
    return new History(seed, ops, deletes, fault);
  }

  private boolean working() {
    for (Client client : clients) {
      if (client.operation != null || client.left > 0) {
        return true;
      }
    }
    return false;
  }

  // --- One step --------------------------------------------------------------------------------

  private void step() {
    if (happens(weather.fault())) {
      breakOne();
    }
    if (happens(weather.heal())) {
      healOne();
    }
    if (mutant == Mutant.ROLLBACK && happens(20)) {
      sites[random.nextInt(sites.length)].rollBack(random.nextInt(1_000));
    }
    if (mutant == Mutant.TOMBSTONE_REMOVED && happens(50)) {
      sites[random.nextInt(sites.length)].removeTombstone();
    }
    if (!collections.isEmpty() && happens(100)) {
      collect(collections.remove(random.nextInt(collections.size())));
    }
    int choice = random.nextInt(messages.size() + clients.size() + (exchange == null ? 0 : 1));
    if (choice < messages.size()) {
      moveMessage(choice);
    } else if (exchange != null && choice == messages.size() + clients.size()) {
      exchange.move();
    } else {
      moveClient(clients.get(choice - messages.size()));
    }
  }

  private void breakOne() {
    Site site = sites[random.nextInt(sites.length)];
    if (site.mode != Site.Mode.GONE) {
      site.mode = random.nextBoolean() ? Site.Mode.FROZEN : Site.Mode.STOPPED;
      trace.at(clock, "%s is %s", site.id, site.mode);
    }
  }

  private void healOne() {
    Site site = sites[random.nextInt(sites.length)];
    if (site.mode != Site.Mode.UP && site.mode != Site.Mode.GONE) {
      site.mode = Site.Mode.UP;
      trace.at(clock, "%s is back, holding %s", site.id, String.valueOf(site.register()));
    }
  }

  private void moveClient(Client client) {
    if (client.pausedUntil > clock) {
      clock++;
      return;
    }
    if (happens(weather.pause())) {
      client.pausedUntil = clock + 20 + random.nextInt(300);
      trace.at(clock, "c%d pauses", client.number);
      return;
    }
    if (client.operation != null && happens(weather.crash())) {
      crash(client);
      return;
    }
    client.believe(calm ? 0 : weather.suspicion());
    if (client.operation == null && exchange != null && exchange.reopens(client)) {
      clock++;
      return;
    }
    if (client.operation == null) {
      if (client.left > 0) {
        client.left--;
        begin(client, drawKind());
      }
    } else if (happens(weather.hurry())) {
      client.operation.expire();
    }
    advance(client);
  }

  void crash(Client client) {
    trace.at(clock, "c%d is killed", client.number);
    Lease lease = client.operation == null ? null : Laboratory.careless(client.operation);
    client.lease =
        mutant == Mutant.STICKY_RESTARTED && lease != null ? Laboratory.forgetful(lease) : null;
    client.operation = null;
    client.op = null;
    client.known = null;
    clock++;
  }

  private Op.Kind drawKind() {
    if (random.nextInt(large ? 8 : 40) == 0) {
      return Op.Kind.COLLECT;
    }
    int draw = random.nextInt(20);
    return draw < 7
        ? Op.Kind.READ
        : draw < 11
            ? Op.Kind.PUT
            : draw < 13
                ? Op.Kind.CREATE
                : draw < 17 ? Op.Kind.REPLACE : draw < 18 ? Op.Kind.DELETE_IF : Op.Kind.DELETE;
  }

  void begin(Client client, Op.Kind drawn) {
    Token expected = client.last;
    if (random.nextInt(6) == 0 && !tokens.isEmpty()) {
      expected = tokens.get(random.nextInt(tokens.size()));
    }
    Op.Kind kind = drawn.matches() && expected == null ? Op.Kind.READ : drawn;
    int number = kind.matches() && expected != null ? number(expected) : -1;
    Op op = new Op(client.number, kind, number, ++clock);
    client.op = op;
    ops.add(op);
    trace.at(clock, "c%d begins %s", client.number, op.request());
    Lease lease = kind.reads() ? null : client.lease;
    client.lease = kind.reads() ? client.lease : null;
    if (mutant == Mutant.STICKY_FORKED && lease != null) {
      clients.get(random.nextInt(clients.size())).lease = lease;
    }
    run(client, task(op, expected), lease);
  }

  private void run(Client client, Task task, @Nullable Lease lease) {
    client.operation =
        Laboratory.begin(client.members, task, client, client.known, lease, mutant, forgetful);
  }

  private Task task(Op op, @Nullable Token expected) {
    if (op.kind == Op.Kind.ESTABLISH && exchange != null) {
      return exchange.task();
    }
    if (op.kind.reads()) {
      boolean fences = op.kind == Op.Kind.COLLECT && mutant != Mutant.BLOB_DELETED_UNDER_PROPOSAL;
      if (fences) {
        return new Task.Fence();
      }
      return random.nextInt(8) == 0 ? new Task.Repair() : new Task.Read();
    }
    Condition condition =
        op.kind == Op.Kind.CREATE
            ? Condition.Plain.ABSENT
            : op.kind.matches() && expected != null
                ? new Condition.Matches(expected)
                : Condition.Plain.ANY;
    byte[] content = {(byte) ops.indexOf(op)};
    Payload payload = large ? Payload.Large.INSTANCE : new Payload.Inline(content);
    Value value = new Value(PLAIN, 1, "", Instant.EPOCH, payload);
    return new Task.Write(condition, op.kind.deletes() ? null : value, 2);
  }

  void advance(Client client) {
    Operation operation = client.operation;
    if (operation == null) {
      return;
    }
    for (Request request : operation.advance()) {
      trace.sent(clock, client, request);
      Request sent = disguised(client, request);
      Site to = site(client.members.id(request.location()));
      messages.add(new Message(client, operation, sent, to, ops.indexOf(client.op)));
    }
    Answer answer = operation.answer();
    if (answer != null) {
      end(client, answer);
    }
  }

  private Request disguised(Client client, Request request) {
    if (!calm
        && mutant == Mutant.ETAG_OF_ANOTHER_LOCATION
        && request instanceof Request.Put put
        && put.etag() != null) {
      return client.mixedUp(put, random.nextInt(sites.length));
    }
    return request;
  }

  // --- Messages --------------------------------------------------------------------------------

  private void moveMessage(int index) {
    Message message = messages.get(index);
    Site site = message.site;
    clock++;
    if (message.reply != null) {
      if (message.client.pausedUntil <= clock) {
        remove(index);
        deliver(message, message.reply);
      }
    } else if (!message.orphan && happens(weather.giveUp())) {
      message.orphan = true;
      trace.at(clock, "c%d waits no longer for %s", message.client.number, site.id);
      deliver(message, Reply.Plain.LOST);
    } else if (site.mode == Site.Mode.STOPPED
        || site.mode == Site.Mode.GONE
        || happens(weather.loseRequest())) {
      message.reply = Reply.Plain.LOST;
    } else if (site.mode == Site.Mode.UP) {
      Reply reply = site.serve(message);
      trace.served(clock, message, reply);
      message.reply = happens(weather.loseReply()) ? Reply.Plain.LOST : reply;
    }
    if (message.orphan && message.reply != null) {
      messages.remove(message);
    }
  }

  private void remove(int index) {
    Message last = messages.remove(messages.size() - 1);
    if (index < messages.size()) {
      messages.set(index, last);
    }
  }

  private void deliver(Message message, Reply reply) {
    Client client = message.client;
    if (client.operation != message.operation) {
      return;
    }
    trace.heard(clock, client, message, reply);
    if (!(message.request instanceof Request.Upload)) {
      client.remember(message.request.location(), reply);
    }
    message.operation.observe(message.request, reply);
    advance(client);
  }

  // --- Answers ---------------------------------------------------------------------------------

  private void end(Client client, Answer answer) {
    Op op = client.op;
    Operation operation = client.operation;
    if (op == null || operation == null) {
      throw new IllegalStateException("nobody asked");
    }
    client.known = operation.known();
    checkPayloads();
    if (answer instanceof Answer.Current current && isGone(current.state())) {
      trace.at(clock, "c%d finds a blob gone", client.number);
      fault = calm && !mayLose(current.state()) ? "a blob is gone" : fault;
      run(client, new Task.Read(), null);
      return;
    }
    op.end = ++clock;
    client.lease = op.kind.reads() ? client.lease : leaseAfter(operation, answer);
    client.operation = null;
    client.op = null;
    if (answer instanceof Answer.Committed committed) {
      op.outcome = Op.Outcome.COMMITTED;
      op.write = number(committed.token());
      op.seq = committed.token().seq();
      learn(client, committed.token());
    } else if (answer instanceof Answer.Current current) {
      see(client, op, Op.Outcome.CURRENT, current.state());
      checkPayload(current.state());
      if (op.kind == Op.Kind.COLLECT) {
        for (Site site : sites) {
          collections.add(new Collection(site, current.state()));
        }
      }
    } else if (answer instanceof Answer.Conflict conflict) {
      see(client, op, Op.Outcome.CONFLICT, conflict.state());
    } else if (answer instanceof Answer.Unknown unknown) {
      op.write = number(unknown.token());
      op.seq = unknown.token().seq();
    } else if (answer instanceof Answer.Unavailable || answer instanceof Answer.Outdated) {
      op.outcome = Op.Outcome.NOT_DONE;
    } else {
      fault = "two states at one place";
    }
    if (op.outcome == Op.Outcome.OPEN) {
      op.end = Op.NEVER;
    }
    trace.at(clock, "c%d has its answer to %s: %s", client.number, op.request(), op.result());
    if (exchange != null) {
      exchange.heard(client, op, answer);
    }
  }

  private @Nullable Lease leaseAfter(Operation operation, Answer answer) {
    if (mutant == Mutant.STICKY_GOES_ON && answer instanceof Answer.Unknown) {
      Lease lease = Laboratory.careless(operation);
      return lease == null ? null : Laboratory.forgetful(lease);
    }
    return operation.lease();
  }

  private void see(Client client, Op op, Op.Outcome outcome, State state) {
    op.outcome = outcome;
    op.write = -1;
    op.seen = number(state.token());
    op.seq = state.seq();
    if (state.isPresent()) {
      learn(client, state.token());
    }
  }

  private void learn(Client client, Token token) {
    client.last = token;
    tokens.add(token);
  }

  private void checkPayload(State state) {
    Value value = state.value();
    if (value != null) {
      int owner = ops.indexOf(ownerOfWrite.get(number(state.token())));
      boolean right =
          value.payload() instanceof Payload.Blob blob
              ? blobAnywhere(blob.name()) == owner
              : value.payload() instanceof Payload.Inline inline
                  && inline.bytes()[0] == (byte) owner;
      fault = right ? fault : "a read gave the payload of another write";
    }
  }

  private boolean isGone(State state) {
    return state.value() != null
        && state.value().payload() instanceof Payload.Blob blob
        && blobAnywhere(blob.name()) < 0;
  }

  int blobAnywhere(String name) {
    int content = -1;
    for (Site site : sites) {
      if (exchange != null && exchange.isOver() && exchange.goes(site)) {
        continue;
      }
      content = Math.max(content, site.blob(name));
    }
    return content;
  }

  private void collect(Collection collection) {
    collection.site().collect(collection.fenced(), mutant == Mutant.BLOB_DELETED_UNDER_PROPOSAL);
  }

  private static int number(Token token) {
    return token.seq() == 0 ? 0 : Integer.parseInt(token.id().substring(1));
  }

  // --- The end ---------------------------------------------------------------------------------

  private void clearUp() {
    calm = true;
    trace.at(clock, "the weather clears");
    for (Site site : sites) {
      site.mode = site.mode == Site.Mode.GONE ? site.mode : Site.Mode.UP;
    }
    for (Client client : clients) {
      client.left = 0;
      if (client.operation != null) {
        client.operation.expire();
        advance(client);
      }
    }
    // Some of what is still under way lands now, some never.
    for (Message message : messages) {
      if (message.reply == null && random.nextBoolean()) {
        message.site.serve(message);
      }
    }
    messages.clear();
    checkPayloads();
    collections.forEach(this::collect);
    if (exchange != null && random.nextBoolean()) {
      exchange.finish();
    }
    Client newcomer = exchange == null ? addClient(0) : addClient(exchange.members(), 0);
    finish(newcomer, Op.Kind.READ);
    finish(newcomer, Op.Kind.PUT);
    finish(newcomer, Op.Kind.READ);
  }

  void finish(Client client, Op.Kind kind) {
    if (fault != null) {
      return;
    }
    client.believe(0);
    begin(client, kind);
    Op op = ops.get(ops.size() - 1);
    advance(client);
    for (int i = 0; i < 200 && client.operation != null && !messages.isEmpty(); i++) {
      clock++;
      Message message = messages.remove(random.nextInt(messages.size()));
      Reply reply = message.site.serve(message);
      trace.served(clock, message, reply);
      deliver(message, reply);
    }
    if (fault == null && op.outcome == Op.Outcome.OPEN) {
      // Every mutant must be caught by a wrong answer; that one stands still proves little.
      boolean unfenced = exchange != null && exchange.isUnfenced();
      boolean lost = lostPayload() != null || (large && (mayLosePayloads() || unfenced));
      fault = mutant == null && !lost ? STUCK + op.request() : null;
    }
  }

  /** Of five locations two may be away, and a payload that is kept with them. */
  private void checkPayloads() {
    if (fault == null && members.size() == 3 && !mayLosePayloads()) {
      State lost = lostPayload();
      fault = lost != null && !mayLose(lost) ? "a payload is nowhere" : null;
    }
  }

  private boolean mayLose(State state) {
    Op owner = ownerOfWrite.get(number(state.token()));
    boolean acknowledged = owner.outcome == Op.Outcome.COMMITTED;
    return mayLosePayloads() || (exchange != null && exchange.isUnfenced() && !acknowledged);
  }

  /** What was acknowledged in one copy went with a location that is gone for good. */
  private boolean mayLosePayloads() {
    return exchange != null && exchange.mayLosePayloads();
  }

  /** A newest state that a majority hold and of which no location has the payload. */
  private @Nullable State lostPayload() {
    Members deciding = exchange == null ? members : exchange.deciding();
    for (Site site : sites) {
      Register register = site.register();
      int alike = 0;
      boolean nowhere = true;
      for (int i = 0; i < deciding.size(); i++) {
        Register there = site(deciding.id(i)).register();
        if (register != null && there != null) {
          State state = there.state();
          boolean same =
              state.token().equals(register.state().token())
                  && state.term().equals(register.state().term());
          alike |= same ? 1 << i : 0;
        }
      }
      for (Site other : sites) {
        Register there = other.register();
        boolean counts = exchange == null || !exchange.isOver() || !exchange.goes(other);
        if (register != null && there != null && counts) {
          nowhere &= !hasPayload(there.state(), register.state().id());
        }
      }
      if (register != null
          && register.state().isPresent()
          && (deciding.mayDecide(alike) || mayLosePayloads())
          && nowhere) {
        return register.state();
      }
    }
    return null;
  }

  private static boolean hasPayload(State state, String id) {
    return state.id().equals(id)
        ? state.isPresent() && !state.isHollow()
        : state.kept() != null && state.kept().id().equals(id) && state.kept().payload() != null;
  }

  private boolean happens(int thousandths) {
    return !calm && thousandths > 0 && random.nextInt(1_000) < thousandths;
  }
}
