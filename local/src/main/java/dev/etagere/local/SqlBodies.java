package dev.etagere.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in the database. A row is a piece, in itself or in a file of its id, with the number of
 * objects and parts that refer to it. A file whose row has come down to zero is waiting to be
 * removed; the row of one goes after the file.
 */
final class SqlBodies {
  private final Session session;
  private final List<Long> droppedFiles = new ArrayList<>();

  SqlBodies(Session session) {
    this.session = session;
  }

  List<Long> droppedFiles() {
    return droppedFiles;
  }

  /** Refers to each piece once more, and answers with the text that stands for all of them. */
  String keep(List<Piece> body) {
    StringJoiner text = new StringJoiner(" ");
    for (Piece piece : body) {
      if (piece.length() > 0) {
        text.add(keep(piece) + ":" + piece.length());
      }
    }
    return text.toString();
  }

  private long keep(Piece piece) {
    long id = piece.id();
    if (id == 0) {
      return Objects.requireNonNull(
          session.first(
              row -> row.getLong(1),
              "INSERT INTO body(id, refs, bytes)"
                  + " VALUES ((SELECT min(0, coalesce(min(id), 0)) - 1 FROM body), 1, ?)"
                  + " RETURNING id",
              (Object) piece.bytes()));
    }
    session.run(
        "INSERT INTO body(id, refs) VALUES (?, 1) ON CONFLICT(id) DO UPDATE SET refs = refs + 1",
        id);
    return id;
  }

  /** Takes back what {@link #keep} did. */
  void drop(@Nullable String body) {
    for (Piece piece : parse(body == null ? "" : body)) {
      Long left =
          session.first(
              row -> row.getLong(1),
              "UPDATE body SET refs = refs - 1 WHERE id = ? RETURNING refs",
              piece.id());
      if (left != null && left == 0) {
        if (piece.isFile()) {
          droppedFiles.add(piece.id());
        } else {
          session.run("DELETE FROM body WHERE id = ?", piece.id());
        }
      }
    }
  }

  /** The pieces of a body, those in the database with their bytes. */
  List<Piece> load(String body) {
    List<Piece> pieces = parse(body);
    pieces.replaceAll(piece -> piece.isFile() ? piece : piece.withBytes(bytes(piece)));
    return pieces;
  }

  private byte[] bytes(Piece piece) {
    byte[] bytes =
        session.first(row -> row.getBytes(1), "SELECT bytes FROM body WHERE id = ?", piece.id());
    if (bytes == null || bytes.length != piece.length()) {
      throw new EngineException(ErrorCode.CORRUPT, "the bytes of an object are missing");
    }
    return bytes;
  }

  private static List<Piece> parse(String body) {
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < body.length(); ) {
      int colon = body.indexOf(':', from);
      int space = body.indexOf(' ', colon);
      int end = space < 0 ? body.length() : space;
      pieces.add(
          Piece.stored(
              Long.parseLong(body, from, colon, 10), Long.parseLong(body, colon + 1, end, 10)));
      from = end + 1;
    }
    return pieces;
  }
}
