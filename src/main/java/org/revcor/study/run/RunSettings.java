package org.revcor.study.run;

import java.time.Duration;
import java.util.Optional;
import org.revcor.study.results.Reference;

/**
 * How a run is carried out. No setting changes a result.
 *
 * @param subscribers number of subscribers that will subscribe, and close after the end
 * @param checkpointInterval minimum time between two checkpoints
 * @param reference reference that the maps of each look are correlated with
 */
public record RunSettings(
    int subscribers, Duration checkpointInterval, Optional<Reference> reference) {}
