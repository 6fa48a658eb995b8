package org.revcor.study.record;

import java.sql.SQLException;
import java.util.Locale;
import org.revcor.RevcorException;

/** The database cannot be used; the message names the setting to correct. */
public final class DatabaseRefusedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private static final int H2_DATABASE_MISSING = 90_146;
  private static final int H2_DATABASE_MISSING_HERE = 90_149;
  private static final int H2_IN_USE = 90_020;
  private static final int H2_BROKEN = 90_067;

  DatabaseRefusedException(String message) {
    super(message);
  }

  DatabaseRefusedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Describes the obstacle in one line, by the class of the SQLSTATE code. */
  static DatabaseRefusedException of(DatabaseSettings settings, SQLException refused) {
    String firstLine = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    return new DatabaseRefusedException(
        sentence(settings, refused) + " (" + DatabaseSettings.masked(firstLine) + ")", refused);
  }

  private static String sentence(DatabaseSettings settings, SQLException refused) {
    String state = String.valueOf(refused.getSQLState()).toUpperCase(Locale.ROOT);
    int code = refused.getErrorCode();
    if (state.startsWith("28")) {
      return "the database %s rejects user %s; correct revcor.database.user or revcor.database.password"
          .formatted(settings.url(), settings.user());
    }
    if (state.equals("3D000") || code == H2_DATABASE_MISSING || code == H2_DATABASE_MISSING_HERE) {
      return "the database %s does not exist; create it, or correct revcor.database.url"
          .formatted(settings.url());
    }
    if (code == H2_IN_USE) {
      return "the database %s is in use by another program; stop that program, or set revcor.database.url to another database"
          .formatted(settings.url());
    }
    if (state.startsWith("08") || code == H2_BROKEN) {
      return "the database %s cannot be reached; check that it runs and that revcor.database.url is right"
          .formatted(settings.url());
    }
    if (state.equals("42501")) {
      return "user %s may not create tables in the database %s; grant the right, or have an authorized user execute the SQL that \"revcor database schema\" prints and set revcor.database.schema to check"
          .formatted(settings.user(), settings.url());
    }
    return "the database %s cannot be used; check the settings revcor.database.*"
        .formatted(settings.url());
  }
}
