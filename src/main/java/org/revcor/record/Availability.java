package org.revcor.record;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.record.RecordStatus.Outage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the database does its work, and since when not; tells the log of each change. */
final class Availability {
  private static final Logger LOG = LoggerFactory.getLogger(Availability.class);

  private final String url;
  private @Nullable Outage outage;

  Availability(String url) {
    this.url = url;
  }

  Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  boolean isAvailable() {
    return outage == null;
  }

  /** Hears what is wrong; while that lasts, what was wrong first counts. */
  void lost(String problem) {
    if (outage == null) {
      outage = new Outage(Instant.now(), problem);
      LOG.warn("{}; studies go on, and their entries wait", problem);
    }
  }

  void found() {
    if (outage != null) {
      LOG.info("the database {} is back; it was away since {}", url, outage.since());
      outage = null;
    }
  }
}
