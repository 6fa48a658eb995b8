package org.revcor.record;

import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work on a database as a stage's work, whose failure is that of the database. */
final class Sql {
  /** Asks a database. */
  interface Question<T> {
    T ask() throws SQLException;
  }

  /** Does something in a database. */
  interface Deed {
    void carryOut() throws SQLException;
  }

  private Sql() {}

  static <T> Supplier<T> supplier(Question<T> question) {
    return () -> {
      try {
        return question.ask();
      } catch (SQLException e) {
        throw new CompletionException(e);
      }
    };
  }

  static Runnable runnable(Deed deed) {
    return () -> {
      try {
        deed.carryOut();
      } catch (SQLException e) {
        throw new CompletionException(e);
      }
    };
  }

  /** The first line of what went wrong. */
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
