package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.Location.Role;
import dev.etagere.core.spi.Checksums;
import dev.etagere.quorum.Leader;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Term;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes a location a part of a store: one object at each, the same but for the location's own
 * id. While a store is being founded it may not be used; founded it is once all locations had it.
 *
 * @param store a random id, the store's
 * @param location the id of the location it lies at
 * @param phase what may be done by it
 * @param epoch counts the sets of members; while one is exchanged it is that of the next
 * @param home the id of the location that led the first term of each key when the store was founded
 * @param members all locations, in the order of their ids; while one is exchanged, those there were
 * @param next those there will be; the same if none is being exchanged
 * @param former those there were once
 */
record Charter(
    String store,
    String location,
    Phase phase,
    int epoch,
    String home,
    List<Member> members,
    List<Member> next,
    List<Member> former) {
  /** Where it lies. */
  static final String KEY = "location";

  /** More than any has. */
  static final int MAX_BYTES = 1 << 16;

  private static final String MAGIC = "etagere-location";

  /** Of a store whose members were always the same; and of any. */
  private static final List<String> VERSIONS = List.of("1", "2");

  private static final int HEAD = 6;

  /** What may be done by a charter. */
  enum Phase {
    /** Nothing yet: not all locations have it. */
    BEING_FOUNDED,
    FOUNDED,
    /** A location is being exchanged: majorities of both are counted. */
    EXCHANGING,
    /** The location it lies at is no member any more. */
    RETIRED;

    private String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One location.
   *
   * @param id random, different for each location there ever was
   * @param role whether it stores payloads
   * @param hint its URI when it became a member, to tell the locations apart until then
   */
  record Member(String id, Role role, String hint) {
    /** One that was none before. */
    static Member of(Location location, Ambient ambient) {
      String kind = location.role() == Role.DATA ? "d-" : "w-";
      return new Member(kind + ambient.newWriteId(), location.role(), hint(location));
    }

    /**
     * What is the same in every process that opens the location: no parameters but those that tell
     * locations apart, since buckets of one name may be at several providers.
     */
    static String hint(Location location) {
      String uri = location.toString();
      int query = uri.indexOf('?');
      String address = query < 0 ? uri : uri.substring(0, query);
      String bucket = location.parameter("bucket");
      String prefix = location.parameter("prefix");
      String endpoint = location.parameter("endpoint");
      return address
          + (bucket == null ? "" : "#" + bucket)
          + (prefix == null ? "" : "/" + prefix)
          + (endpoint == null ? "" : "@" + endpoint);
    }
  }

  /** Their hints, in words. */
  static String hints(List<Member> some) {
    return String.join(", ", some.stream().map(Member::hint).toList());
  }

  Charter {
    members = sorted(members);
    next = sorted(next);
    former = sorted(former);
  }

  private static List<Member> sorted(List<Member> some) {
    return some.stream().sorted(Comparator.comparing(Member::id)).toList();
  }

  /** Which are exchanged for which, in words. */
  String exchange() {
    return hints(leaving()) + " for " + hints(joining());
  }

  /** What lies where a charter should, and is none. */
  static IllegalArgumentException noCharter(Location at, RuntimeException why) {
    return new IllegalArgumentException(
        at
            + " holds an object '"
            + KEY
            + "' that is none of a store over several locations ("
            + why.getMessage()
            + "); give another prefix",
        why);
  }

  /** Of a store to be founded. */
  static Charter draft(String store, String home, List<Member> members) {
    return new Charter(store, home, Phase.BEING_FOUNDED, 0, home, members, members, List.of());
  }

  Charter at(String id) {
    return new Charter(store, id, phase, epoch, home, members, next, former);
  }

  Charter asFounded() {
    return phase == Phase.BEING_FOUNDED ? with(Phase.FOUNDED) : this;
  }

  private Charter with(Phase other) {
    return new Charter(store, location, other, epoch, home, members, next, former);
  }

  /** The same store while it has one location more, and is about to have one less. */
  Charter exchanging(Member old, Member newcomer) {
    List<Member> others =
        Stream.concat(members.stream().filter(member -> !member.equals(old)), Stream.of(newcomer))
            .toList();
    return new Charter(store, location, Phase.EXCHANGING, epoch + 1, home, members, others, former);
  }

  /** The exchange is turned round: those that were to come go, and those that were to go stay. */
  Charter turned() {
    return new Charter(
        store,
        location,
        Phase.EXCHANGING,
        epoch + 1,
        home,
        /* members= */ next,
        /* next= */ members,
        former);
  }

  /** The exchange is over: these are the members, and that one is no more. */
  Charter concluded(List<Member> remaining) {
    List<Member> gone =
        Stream.concat(former.stream(), all().stream().filter(member -> !remaining.contains(member)))
            .toList();
    return new Charter(store, location, Phase.FOUNDED, epoch, home, remaining, remaining, gone);
  }

  /** For the location that is no member any more. */
  Charter retired() {
    return with(Phase.RETIRED);
  }

  boolean isExchanging() {
    return phase == Phase.EXCHANGING;
  }

  /** Those there were, and those there will be. */
  List<Member> all() {
    return Stream.concat(members.stream(), next.stream()).distinct().toList();
  }

  /** Those that are not yet, or no more. */
  List<Member> leaving() {
    return members.stream().filter(member -> !next.contains(member)).toList();
  }

  /** Those that are to be. */
  List<Member> joining() {
    return next.stream().filter(member -> !members.contains(member)).toList();
  }

  /** Whether both are of one store, at the same point of its history. */
  boolean agrees(Charter other) {
    return store.equals(other.store)
        && epoch == other.epoch
        && home.equals(other.home)
        && isExchanging() == other.isExchanging()
        && members.equals(other.members)
        && next.equals(other.next);
  }

  /** Whether it tells of something that came after what the other tells of. */
  boolean isAfter(Charter other) {
    return epoch != other.epoch ? epoch > other.epoch : other.isExchanging() && !isExchanging();
  }

  /** Whether they tell of different exchanges, begun at once: neither came after the other. */
  boolean contradicts(Charter other) {
    return store.equals(other.store)
        && epoch == other.epoch
        && isExchanging()
        && other.isExchanging()
        && !agrees(other);
  }

  /**
   * Whether who was opened by this one may go on beside the other: while a location is exchanged
   * those do that count the ones there were, or those there will be; also if it was turned round
   * since. Afterwards those that were opened meanwhile do.
   */
  boolean isCurrentBeside(Charter other) {
    return other.epoch <= epoch
        || (other.isExchanging() && (counts(other.members) || counts(other.next)));
  }

  private boolean counts(List<Member> some) {
    return members.equals(some) || next.equals(some);
  }

  /** For the protocol, in this order of ids. */
  Members asMembers(List<String> ids) {
    List<Members.Member> inOrder =
        all().stream()
            .sorted(Comparator.comparingInt(member -> ids.indexOf(member.id())))
            .map(member -> new Members.Member(member.id(), member.role()))
            .toList();
    return new Members(epoch, inOrder, ids(members), ids(next), new Term(0, 0, Leader.home(home)));
  }

  private static Set<String> ids(List<Member> some) {
    return some.stream().map(Member::id).collect(Collectors.toSet());
  }

  byte[] encode() {
    boolean plain = epoch == 0 && !isExchanging();
    StringBuilder text = new StringBuilder();
    line(text, MAGIC, VERSIONS.get(plain ? 0 : 1));
    line(text, "store", store);
    line(text, "location", location);
    line(text, "state", phase.text());
    line(text, "epoch", Integer.toString(epoch));
    line(text, "home", home);
    members.forEach(member -> line(text, "member", text(member)));
    if (!plain) {
      next.forEach(member -> line(text, "next", text(member)));
      former.forEach(member -> line(text, "former", text(member)));
    }
    byte[] head = text.toString().getBytes(StandardCharsets.US_ASCII);
    line(text, "end", Checksums.crc32c(head));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Member member) {
    String role = member.role() == Role.DATA ? "data" : "witness";
    return member.id()
        + " "
        + role
        + " "
        + URLEncoder.encode(member.hint(), StandardCharsets.UTF_8);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is none, is damaged, or is of a format not known here
   */
  static Charter decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    String[] lines = text.split("\n", -1);
    require(lines.length > 8 && lines[0].startsWith(MAGIC + " "), "it is not a location object");
    String version = value(lines[0], MAGIC);
    require(VERSIONS.contains(version), "its format is newer than this release");
    int end = text.lastIndexOf("end ");
    byte[] head = text.substring(0, end).getBytes(StandardCharsets.US_ASCII);
    require(text.substring(end).equals("end " + Checksums.crc32c(head) + "\n"), "it is damaged");
    List<Member> members = members(lines, "member");
    boolean plain = version.equals(VERSIONS.get(0));
    return new Charter(
        value(lines[1], "store"),
        value(lines[2], "location"),
        phase(value(lines[3], "state")),
        Integer.parseInt(value(lines[4], "epoch")),
        value(lines[5], "home"),
        members,
        plain ? members : members(lines, "next"),
        members(lines, "former"));
  }

  private static List<Member> members(String[] lines, String name) {
    List<Member> members = new ArrayList<>();
    for (int i = HEAD; i < lines.length; i++) {
      if (lines[i].startsWith(name + " ")) {
        String[] parts = value(lines[i], name).split(" ", -1);
        Role role = parts[1].equals("data") ? Role.DATA : Role.WITNESS;
        String hint = URLDecoder.decode(parts[2], StandardCharsets.UTF_8);
        members.add(new Member(parts[0], role, hint));
      }
    }
    return members;
  }

  private static Phase phase(String text) {
    return Stream.of(Phase.values())
        .filter(phase -> phase.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("its state is not known"));
  }

  private static String value(String line, String name) {
    require(line.startsWith(name + " "), "it has no line '" + name + "'");
    return line.substring(name.length() + 1);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
