package org.revcor.study.run;

import java.time.Duration;
import java.util.Optional;
import org.revcor.study.results.Reference;
import org.revcor.study.served.ServedAccess;

/**
 * How a run is carried out. No setting changes a result.
 *
 * @param subscribers number of subscribers that will subscribe, and close after the end
 * @param checkpointInterval minimum time between two checkpoints
 * @param lease time that a client has for the outputs of a block of an external observer
 * @param served servers of models that are allowed
 * @param reference reference that the maps of each look are correlated with
 */
public record RunSettings(
    int subscribers,
    Duration checkpointInterval,
    Duration lease,
    ServedAccess served,
    Optional<Reference> reference) {
  /** Time that a client has for the outputs of a block unless a setting changes it. */
  public static final Duration DEFAULT_LEASE = Duration.ofMinutes(1);

  /** Carries out a run of a network. */
  public RunSettings(int subscribers, Duration checkpointInterval, Optional<Reference> reference) {
    this(subscribers, checkpointInterval, DEFAULT_LEASE, ServedAccess.NONE, reference);
  }
}
