package org.revcor.study.record;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.study.record.StudyRecords.RecordStatus.Outage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records whether the database accepts writes. Logs each change. */
final class DatabaseAvailability {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseAvailability.class);

  private final String url;
  private @Nullable Outage outage;

  DatabaseAvailability(String url) {
    this.url = url;
  }

  Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  boolean isAvailable() {
    return outage == null;
  }

  /** Records an outage; during an outage the first problem stays. */
  void markUnavailable(String problem) {
    if (outage == null) {
      outage = new Outage(Instant.now(), problem);
      LOG.warn("{}; studies continue, and their entries wait in memory", problem);
    }
  }

  void markAvailable() {
    if (outage != null) {
      LOG.info(
          "the database {} is available again; it was unavailable since {}", url, outage.since());
      outage = null;
    }
  }
}
