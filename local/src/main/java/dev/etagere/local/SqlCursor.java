package dev.etagere.local;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Steps through a result as far as it is read; a seek runs the statement anew. */
final class SqlCursor<T> implements Tables.Cursor<T> {
  private final Session session;
  private final Session.Row<T> row;
  private final BiFunction<byte[], String, ResultSet> from;
  private @Nullable ResultSet rows;

  SqlCursor(Session session, Session.Row<T> row, BiFunction<byte[], String, ResultSet> from) {
    this.session = session;
    this.row = row;
    this.from = from;
  }

  @Override
  public void seek(byte[] key, String aboveId) {
    close();
    rows = from.apply(key, aboveId);
  }

  @Override
  public @Nullable T next() {
    try {
      return rows != null && rows.next() ? row.of(rows) : null;
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }

  @Override
  public void close() {
    try {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }
}
