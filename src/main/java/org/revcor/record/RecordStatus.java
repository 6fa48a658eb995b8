package org.revcor.record;

import java.time.Instant;
import java.util.Optional;

/**
 * How the database is.
 *
 * @param unavailable empty if it takes what is written
 * @param waiting studies whose newest entry is not yet durable
 */
public record RecordStatus(Optional<Outage> unavailable, int waiting) {

  /**
   * A time without the database.
   *
   * @param since when that was first noticed
   * @param problem a sentence
   */
  public record Outage(Instant since, String problem) {}
}
