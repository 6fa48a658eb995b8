package org.revcor.studies;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.revcor.study.Capacity;

/**
 * Where a server keeps its studies, and how many run at once.
 *
 * @param directory parent of the run directories
 * @param mostRunning studies that may run at the same time, at least 1; more are refused
 * @param capacity what a study may take; it keeps all lanes busy
 * @param frameInterval least time between two frames of a live feed
 * @param checkpointInterval least time between two checkpoints of a study
 * @param diskQuota bytes that all run directories together may have, if there is such a limit
 */
public record StudiesSettings(
    Path directory,
    int mostRunning,
    Capacity capacity,
    Duration frameInterval,
    Duration checkpointInterval,
    OptionalLong diskQuota) {}
