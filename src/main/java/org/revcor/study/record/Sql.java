package org.revcor.study.record;

import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adapts database work to functions that throw {@link CompletionException}. */
final class Sql {
  /** Reads from a database. */
  interface Query<T> {
    T read() throws SQLException;
  }

  private Sql() {}

  static <T> Supplier<T> supplier(Query<T> query) {
    return () -> {
      try {
        return query.read();
      } catch (SQLException e) {
        throw new CompletionException(e);
      }
    };
  }

  /** Returns the first line of a failure's message, with passwords masked. */
  static String message(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause == null ? null : cause.getMessage())
        .lines()
        .findFirst()
        .map(DatabaseSettings::masked)
        .orElse("");
  }
}
