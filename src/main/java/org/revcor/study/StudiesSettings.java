package org.revcor.study;

import java.nio.file.Path;

/**
 * Where a server keeps its studies, and how many run at once.
 *
 * @param directory parent of the run directories
 * @param mostRunning studies that may run at the same time, at least 1; more are refused
 */
public record StudiesSettings(Path directory, int mostRunning) {}
