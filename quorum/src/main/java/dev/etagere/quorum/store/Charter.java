package dev.etagere.quorum.store;

import dev.etagere.core.Location.Role;
import dev.etagere.core.spi.Checksums;
import dev.etagere.quorum.Members;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What makes a location a part of a store: one object at each, the same but for the location's own
 * id. While a store is being founded it may not be used; founded it is once all locations had it.
 *
 * @param store a random id, the store's
 * @param location the id of the location it lies at
 * @param founded whether all locations have it
 * @param epoch counts the sets of members
 * @param home the id of the location that leads the first term of each key
 * @param members all locations, in the order of their ids
 */
record Charter(
    String store, String location, boolean founded, int epoch, String home, List<Member> members) {
  /** Where it lies. */
  static final String KEY = "location";

  /** More than any has. */
  static final int MAX_BYTES = 1 << 16;

  private static final String MAGIC = "etagere-location";
  private static final String VERSION = "1";

  /**
   * One location.
   *
   * @param id random, different for each location there ever was
   * @param role whether it stores payloads
   * @param hint its URI when the store was founded, to tell the locations apart until then
   */
  record Member(String id, Role role, String hint) {}

  Charter {
    members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
  }

  Charter at(String id) {
    return new Charter(store, id, founded, epoch, home, members);
  }

  Charter asFounded() {
    return new Charter(store, location, true, epoch, home, members);
  }

  /** Whether both are of one store, with the same members. */
  boolean agrees(Charter other) {
    return store.equals(other.store)
        && epoch == other.epoch
        && home.equals(other.home)
        && members.equals(other.members);
  }

  Member member(String id) {
    return members.stream()
        .filter(member -> member.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it names no member " + id));
  }

  /** For the protocol, in this order of ids. */
  Members asMembers(List<String> ids) {
    return new Members(
        epoch, ids.stream().map(id -> new Members.Member(id, member(id).role())).toList(), home);
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder();
    line(text, MAGIC, VERSION);
    line(text, "store", store);
    line(text, "location", location);
    line(text, "state", founded ? "founded" : "being-founded");
    line(text, "epoch", Integer.toString(epoch));
    line(text, "home", home);
    for (Member member : members) {
      String role = member.role() == Role.DATA ? "data" : "witness";
      String hint = URLEncoder.encode(member.hint(), StandardCharsets.UTF_8);
      line(text, "member", member.id() + " " + role + " " + hint);
    }
    byte[] head = text.toString().getBytes(StandardCharsets.US_ASCII);
    line(text, "end", Checksums.crc32c(head));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
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
    require(lines[0].equals(MAGIC + " " + VERSION), "its format is newer than this release");
    int end = text.lastIndexOf("end ");
    byte[] head = text.substring(0, end).getBytes(StandardCharsets.US_ASCII);
    require(text.substring(end).equals("end " + Checksums.crc32c(head) + "\n"), "it is damaged");
    List<Member> members = new ArrayList<>();
    for (int i = 6; !lines[i].startsWith("end "); i++) {
      String[] parts = value(lines[i], "member").split(" ", -1);
      Role role = parts[1].equals("data") ? Role.DATA : Role.WITNESS;
      members.add(new Member(parts[0], role, URLDecoder.decode(parts[2], StandardCharsets.UTF_8)));
    }
    return new Charter(
        value(lines[1], "store"),
        value(lines[2], "location"),
        value(lines[3], "state").equals("founded"),
        Integer.parseInt(value(lines[4], "epoch")),
        value(lines[5], "home"),
        members);
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
