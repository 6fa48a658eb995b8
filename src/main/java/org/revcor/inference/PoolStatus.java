package org.revcor.inference;

/**
 * The status of the lanes.
 *
 * @param live number of lanes, busy or idle
 * @param busy number of lanes that run a job
 * @param abandoned blocks since the start that missed their deadline, which ended an inference
 *     process; 0 for the lanes of a process
 * @param queued number of waiting jobs
 */
public record PoolStatus(int live, int busy, int abandoned, int queued) {}
