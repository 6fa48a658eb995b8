package org.revcor.study.registry;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Folder and limits of a server's studies.
 *
 * @param maxRunning maximum number of concurrent studies, at least 1; more are queued
 * @param frameInterval minimum time between two frames of a live feed
 * @param checkpointInterval minimum time between two checkpoints of a study
 * @param lease time that a client has for the outputs of a block
 */
public record StudiesSettings(
    Path directory,
    Path keys,
    int maxRunning,
    long observerBytes,
    Duration frameInterval,
    Duration checkpointInterval,
    Duration lease) {}
