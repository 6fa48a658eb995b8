package org.revcor.study;

import java.time.Duration;
import java.util.Optional;

/**
 * How a run is carried out; nothing of it changes a result.
 *
 * @param lanes lanes to keep busy
 * @param followers how many will subscribe, and close when they have heard of the end
 * @param checkpointInterval least time between two checkpoints
 * @param reference whose maps those of each look are correlated with
 */
public record RunSettings(
    int lanes, int followers, Duration checkpointInterval, Optional<Reference> reference) {}
