package dev.etagere.simulation;

import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, line by line, to be read by a person; or nothing, when nobody reads. */
final class Trace {
  private static final int BAR = 72;

  private final boolean on;
  private final List<String> lines = new ArrayList<>();

  Trace(boolean on) {
    this.on = on;
  }

  void at(int clock, String format, Object... of) {
    if (on) {
      lines.add(String.format(Locale.ROOT, "%5d  " + format, prepend(clock, of)));
    }
  }

  void sent(int clock, Client client, Request request) {
    if (on) {
      String id = client.members.id(request.location());
      at(clock, "c%d -> %s   %s", client.number, id, text(request));
    }
  }

  void served(int clock, Message message, Reply reply) {
    if (on) {
      String late = message.orphan ? " (late)" : "";
      String id = message.site.id;
      String what = text(message.request) + ": " + text(reply);
      at(clock, "      %s   c%d's %s%s", id, message.client.number, what, late);
    }
  }

  void heard(int clock, Client client, Message message, Reply reply) {
    if (on) {
      String id = message.site.id;
      String verb = message.request instanceof Request.Get ? "get" : "put";
      at(clock, "c%d <- %s   %s: %s", client.number, id, verb, text(reply));
    }
  }

  /** The lines, and before them a row for each operation from its begin to its end. */
  String draw(History history) {
    StringBuilder text = new StringBuilder();
    int last = 1;
    for (Op op : history.ops()) {
      last = Math.max(last, op.end == Op.NEVER ? op.start : op.end);
    }
    for (Op op : history.ops()) {
      text.append(bar(op, last));
    }
    text.append('\n');
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String bar(Op op, int last) {
    int from = (int) ((long) op.start * (BAR - 1) / last);
    int to = op.end == Op.NEVER ? BAR - 1 : (int) ((long) op.end * (BAR - 1) / last);
    String mark = op.end == Op.NEVER ? ">" : "|";
    String bar = " ".repeat(from) + "|" + "-".repeat(Math.max(0, to - from - 1)) + mark;
    return String.format(
        Locale.ROOT, "c%-2d %-74s %s -> %s%n", op.client, bar, op.request(), op.result());
  }

  private static String text(Request request) {
    if (request instanceof Request.Put put) {
      String on = put.etag() == null ? "if absent" : "if " + put.etag();
      return (put.proposal() ? "propose " : "put ") + put.register() + " " + on;
    }
    return request instanceof Request.Upload upload ? "upload " + upload.blob() : "get";
  }

  private static String text(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return found.register() + " " + found.etag();
    }
    return reply instanceof Reply.Stored stored ? "done " + stored.etag() : reply.toString();
  }

  private static Object[] prepend(int clock, Object[] of) {
    Object[] all = new Object[of.length + 1];
    all[0] = clock;
    System.arraycopy(of, 0, all, 1, of.length);
    return all;
  }
}
