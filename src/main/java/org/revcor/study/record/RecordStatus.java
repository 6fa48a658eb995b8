package org.revcor.study.record;

import java.time.Instant;
import java.util.Optional;

/**
 * Availability of the database, and entries that wait for it.
 *
 * @param unavailable empty if the database accepts writes
 * @param waiting studies whose newest entry is not yet durable
 */
public record RecordStatus(Optional<Outage> unavailable, int waiting) {

  /**
   * A period in which the database is unavailable.
   *
   * @param since time when it was first noticed
   * @param problem a sentence
   */
  public record Outage(Instant since, String problem) {}
}
