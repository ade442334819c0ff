package dev.etagere.quorum;

import dev.etagere.core.Attributes;
import dev.etagere.core.Location.Role;
import dev.etagere.core.spi.Checksums;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Three locations, A and B with data, C a witness, each as exact as S3, and one client. */
final class Rig implements Policy {
  static final int A = 0;
  static final int B = 1;
  static final int C = 2;

  final Members members =
      new Members(
          0,
          List.of(
              new Members.Member("A", Role.DATA),
              new Members.Member("B", Role.DATA),
              new Members.Member("C", Role.WITNESS)),
          "A");
  final Register[] sites = new Register[3];

  /** Locations to which every request is lost. */
  final Set<Integer> away = new HashSet<>();

  /** Locations the client takes for down. */
  final Set<Integer> down = new HashSet<>();

  /** Locations the client does not ask yet. */
  final Set<Integer> later = new HashSet<>();

  /** What becomes of a request; null for what would become of it. */
  BiFunction<Request, Reply, Reply> fate = (request, reply) -> null;

  /** Which requests never arrive. */
  Predicate<Request> losesRequest = request -> false;

  final List<String> log = new ArrayList<>();
  Known known;

  /** What the last write left; null once the client restarts. */
  Lease lease;

  /** Where the client would have the home, or -1. */
  int preferred = -1;

  /** The word of the next sticky term, or null for none. */
  String leader;

  private final int[] etags = new int[3];
  private int ids;

  static Value value(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Value(
        Attributes.ofType("text/plain"),
        bytes.length,
        Checksums.crc32c(bytes),
        Instant.EPOCH,
        new Payload.Inline(bytes));
  }

  static String text(State state) {
    Payload.Inline inline = (Payload.Inline) state.value().payload();
    return new String(inline.bytes(), StandardCharsets.UTF_8);
  }

  Answer read() {
    return run(new Task.Read());
  }

  Answer put(String text) {
    return run(new Task.Write(Condition.Plain.ANY, value(text), 2));
  }

  Answer putLarge() {
    Value value = value("large").with(Payload.Large.INSTANCE);
    return run(new Task.Write(Condition.Plain.ANY, value, 2));
  }

  Answer create(String text) {
    return run(new Task.Write(Condition.Plain.ABSENT, value(text), 2));
  }

  Answer replace(Token token, String text) {
    return run(new Task.Write(new Condition.Matches(token), value(text), 2));
  }

  Answer delete() {
    return run(new Task.Write(Condition.Plain.ANY, null, 2));
  }

  /**
   * Runs an operation to its answer, requests in the order they were sent; or until it is stuck.
   */
  Answer run(Task task) {
    log.clear();
    boolean writes = task instanceof Task.Write;
    Operation operation = Operation.begin(members, task, this, known, writes ? lease : null);
    Deque<Request> sent = new ArrayDeque<>(operation.advance());
    for (int i = 0; i < 60 && operation.answer() == null && !sent.isEmpty(); i++) {
      Request request = sent.pop();
      operation.observe(request, reply(request));
      sent.addAll(operation.advance());
    }
    Answer answer = operation.answer() == null ? operation.expire() : operation.answer();
    known = operation.known();
    lease = writes ? operation.lease() : lease;
    return answer;
  }

  private Reply reply(Request request) {
    boolean gone = away.contains(request.location()) || losesRequest.test(request);
    Reply reply = gone ? Reply.Plain.LOST : serve(request);
    Reply other = fate.apply(request, reply);
    return other == null ? reply : other;
  }

  Reply serve(Request request) {
    int location = request.location();
    if (request instanceof Request.Upload upload) {
      log.add("upload " + members.id(location) + " " + upload.blob());
      return new Reply.Stored("any");
    }
    Register register = sites[location];
    String etag = register == null ? null : "e" + etags[location];
    if (request instanceof Request.Put put) {
      log.add((put.proposal() ? "propose " : "put ") + members.id(location));
      if (!java.util.Objects.equals(etag, put.etag())) {
        return Reply.Plain.REFUSED;
      }
      // The very bytes that would be stored, and read again.
      sites[location] = RegisterFormat.decode(RegisterFormat.encode(put.register()));
      return new Reply.Stored("e" + ++etags[location]);
    }
    log.add("get " + members.id(location));
    return register == null ? Reply.Plain.NOTHING : new Reply.Found(register, etag);
  }

  @Override
  public boolean mayAsk(int location, int failures) {
    return failures < 5 && !later.contains(location);
  }

  @Override
  public boolean isDown(int location) {
    return down.contains(location);
  }

  @Override
  public int distance(int location) {
    return location;
  }

  @Override
  public int preferredHome(int currentHome) {
    return preferred < 0 ? currentHome : preferred;
  }

  @Override
  public String newLeader() {
    String word = leader;
    leader = null;
    return word;
  }

  @Override
  public String newId() {
    return "w" + ++ids;
  }
}
