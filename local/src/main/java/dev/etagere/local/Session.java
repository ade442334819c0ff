package dev.etagere.local;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection and the statements prepared on it; for one thread at a time. */
final class Session implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private boolean damaged;

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of the row a result stands on. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  void run(String sql, @Nullable Object... arguments) {
    try {
      bound(sql, arguments).execute();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  <T> @Nullable T first(Row<T> row, String sql, @Nullable Object... arguments) {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      return rows.next() ? row.of(rows) : null;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  <T> List<T> all(Row<T> row, String sql, @Nullable Object... arguments) {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(row.of(rows));
      }
      return all;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The rows themselves, to be closed before the same statement is used again. */
  ResultSet rows(String sql, @Nullable Object... arguments) {
    try {
      return bound(sql, arguments).executeQuery();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  SqlFailure failed(SQLException e) {
    SqlFailure failure = new SqlFailure(e);
    damaged |= !failure.isBusy();
    return failure;
  }

  /** Whether a statement failed: the driver leaves such a statement, and so this, useless. */
  boolean isDamaged() {
    return damaged;
  }

  private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
