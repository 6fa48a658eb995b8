package org.revcor.study.record;

import java.time.Duration;

/**
 * Intervals and timeouts of the records.
 *
 * @param idle interval between two probes of an available database
 * @param busy interval between two probes while entries wait or the database is unavailable
 * @param write time without a reply after which a write is sent again
 * @param create timeout of {@link StudyRecords.Create}
 */
record RecordIntervals(Duration idle, Duration busy, Duration write, Duration create) {
  static RecordIntervals defaults() {
    return new RecordIntervals(
        Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(5));
  }
}
